package lesson

import (
	"encoding/json"

	"underhood/web"
)

// blueprint makes a blueprint, once for each key, and says where it goes.
func (p *player) blueprint(reg Registration) (*web.Blueprint, []web.BlueprintOption, error) {
	bp := p.built[reg.Blueprint]
	if bp == nil {
		node, ok := p.c.Blueprints[reg.Blueprint]
		if !ok {
			return nil, nil, errKey
		}
		name := reg.Blueprint
		if node.Name != nil {
			name = *node.Name
		}
		opts, err := placed(node.URLPrefix, nil, node.URLDefaults)
		if err != nil {
			return nil, nil, err
		}
		bp = web.NewBlueprint(name, opts...)
		if err := p.scaffold(bp, &bp.Scaffold, node); err != nil {
			return nil, nil, err
		}
		for _, child := range reg.Children {
			b, opts, err := p.blueprint(child)
			if err != nil {
				return nil, nil, err
			}
			bp.Register(b, opts...)
		}
		p.built[reg.Blueprint] = bp
	}
	opts, err := placed(reg.URLPrefix, reg.Name, reg.URLDefaults)
	return bp, opts, err
}

func placed(prefix, name *string, defaults json.RawMessage) (opts []web.BlueprintOption, err error) {
	if prefix != nil {
		opts = append(opts, web.Prefix(*prefix))
	}
	if name != nil {
		opts = append(opts, web.Name(*name))
	}
	values, err := pairs(defaults)
	if err != nil {
		return nil, &badCase{err}
	}
	if values != nil {
		opts = append(opts, web.PrefixDefaults(values.flat()...))
	}
	return opts, nil
}
