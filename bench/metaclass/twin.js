// The cases for goja. A line is repeated, so that not the turns of the loop are measured;
// the sum is taken of one of each eight.

class Point {
	constructor() { this.y = 1; this.x = 3 }
	m() { return 3 }
	get p() { return 3 }
}
class Derived extends Point {
	m() { return 0 }
	supers(n) {
		let t = 0, v
		for (let i = 0; i < n; i += 8) {
			v = super.m(); v = super.m(); v = super.m(); v = super.m(); v = super.m(); v = super.m(); v = super.m(); v = super.m()
			t += v
		}
		return t * 8
	}
}
class Other {}
class Root {}
Root.prototype.k = 3
const chain = [Root]
for (let i = 0; i < 16; i++) chain.push(class extends chain[i] {})

const point = new Point(), written = new Point(), derived = new Derived(), shallow = new chain[1](), deep = new chain[16]()
const hooked = new Proxy({}, { get(target, name) { return 3 } })

function attr_get(n) {
	const o = point
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x
		t += v
	}
	return t * 8
}

function attr_set(n) {
	const o = written, v = 3
	for (let i = 0; i < n; i += 8) {
		o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v
	}
	return o.x * n
}

function instantiate(n) {
	let t = 0, o
	for (let i = 0; i < n; i++) {
		o = new Point()
		t += o.x
	}
	return t
}

function method_site(n) {
	const o = point
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m()
		t += v
	}
	return t * 8
}

function super_(n) { return derived.supers(n) }

function getattr_hook(n) {
	const o = hooked
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o.missing; v = o.missing; v = o.missing; v = o.missing; v = o.missing; v = o.missing; v = o.missing; v = o.missing
		t += v
	}
	return t * 8
}

function property(n) {
	const o = point
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p
		t += v
	}
	return t * 8
}

function instances(n, o, c) {
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o instanceof c; v = o instanceof c; v = o instanceof c; v = o instanceof c
		v = o instanceof c; v = o instanceof c; v = o instanceof c; v = o instanceof c
		t += v ? 3 : 0
	}
	return t * 8
}

function isinstance(n) { return instances(n, point, Point) }
function isinstance_deep(n) { return instances(n, deep, Root) }
function isinstance_miss(n) { return 3 * n - instances(n, deep, Other) }

function class_create(n) {
	let t = 0, c
	for (let i = 0; i < n; i++) {
		c = class extends Point { a() { return 3 } b() { return 3 } c() { return 3 } }
		t += c.prototype.a === undefined ? 0 : 3
	}
	return t
}

function depth16(n) { return reads(n, deep) }

function reads(n, o) {
	let t = 0, v
	for (let i = 0; i < n; i += 8) {
		v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k
		t += v
	}
	return t * 8
}

function write(n) {
	for (let i = 1; i <= n; i++) {
		Root.prototype.k = i
		shallow.k
	}
	Root.prototype.k = 3
}

function read_after_writes(n) { return reads(n, shallow) }

function go_method(n) {
	const o = counter
	let v
	for (let i = 0; i < n; i += 8) {
		v = o.Add(3); v = o.Add(3); v = o.Add(3); v = o.Add(3); v = o.Add(3); v = o.Add(3); v = o.Add(3); v = o.Add(3)
	}
	return v
}
