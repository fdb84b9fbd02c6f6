-- The cases for gopher-lua: tables and metatables, as classes are usually written. A
-- line is repeated, so that not the turns of the loop are measured; the sum is taken of
-- one of each eight.

local function class(base)
	local c = {}
	c.__index = c
	return setmetatable(c, base)
end

local Point = class()
function Point.new() return setmetatable({ y = 1, x = 3 }, Point) end
function Point.m(self) return 3 end

local Derived = class(Point)
function Derived.m(self) return Point.m(self) end

local Other, Root = class(), class()
Root.k = 3
local chain = { Root }
for i = 1, 16 do chain[i + 1] = class(chain[i]) end

point, written, derived = Point.new(), Point.new(), setmetatable({}, Derived)
shallow, deep = setmetatable({}, chain[2]), setmetatable({}, chain[17])
hooked = setmetatable({}, { __index = function(self, name) return 3 end })

-- A class with properties looks for a getter before its methods.
local getters = { p = function(self) return 3 end }
property_of = setmetatable({}, { __index = function(self, name)
	local get = getters[name]
	if get then return get(self) end
	return Point[name]
end })

local function gets(n, o)
	local t, v = 0
	for _ = 1, n / 8 do
		v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x
		t = t + v
	end
	return t * 8
end

function attr_get(n) return gets(n, point) end

function attr_set(n)
	local o, v = written, 3
	for _ = 1, n / 8 do
		o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v
	end
	return o.x * n
end

function instantiate(n)
	local new, t = Point.new, 0
	for _ = 1, n do
		local o = new()
		t = t + o.x
	end
	return t
end

function method_site(n)
	local o, t, v = point, 0
	for _ = 1, n / 8 do
		v = o:m(); v = o:m(); v = o:m(); v = o:m(); v = o:m(); v = o:m(); v = o:m(); v = o:m()
		t = t + v
	end
	return t * 8
end

function super(n)
	local o, p, t, v = derived, Point, 0
	for _ = 1, n / 8 do
		v = p.m(o); v = p.m(o); v = p.m(o); v = p.m(o); v = p.m(o); v = p.m(o); v = p.m(o); v = p.m(o)
		t = t + v
	end
	return t * 8
end

function getattr_hook(n) return gets(n, hooked) end

function property(n)
	local o, t, v = property_of, 0
	for _ = 1, n / 8 do
		v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p
		t = t + v
	end
	return t * 8
end

-- Lua has no such thing; this is how it is written.
local function is(o, c)
	local m = getmetatable(o)
	while m do
		if m == c then return true end
		m = getmetatable(m)
	end
	return false
end

local function instances(n, o, c)
	local t, v = 0
	for _ = 1, n / 8 do
		v = is(o, c); v = is(o, c); v = is(o, c); v = is(o, c); v = is(o, c); v = is(o, c); v = is(o, c); v = is(o, c)
		t = t + (v and 3 or 0)
	end
	return t * 8
end

function isinstance(n) return instances(n, point, Point) end
function isinstance_deep(n) return instances(n, deep, Root) end
function isinstance_miss(n) return 3 * n - instances(n, deep, Other) end

function class_create(n)
	local t, f = 0, function() return 3 end
	for _ = 1, n do
		local c = { a = f, b = f, c = f }
		c.__index = c
		setmetatable(c, Point)
		t = t + c.a()
	end
	return t
end

local function reads(n, o)
	local t, v = 0
	for _ = 1, n / 8 do
		v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k
		t = t + v
	end
	return t * 8
end

function depth16(n) return reads(n, deep) end

function write(n)
	local v
	for i = 1, n do
		Root.k = i
		v = shallow.k
	end
	Root.k = 3
end

function read_after_writes(n) return reads(n, shallow) end

function go_method(n)
	local o, v = counter
	for _ = 1, n / 8 do
		v = o:Add(3); v = o:Add(3); v = o:Add(3); v = o:Add(3); v = o:Add(3); v = o:Add(3); v = o:Add(3); v = o:Add(3)
	end
	return v
end
