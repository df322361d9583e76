package parser_test

import (
	"fmt"
	"strings"
)

// names says what every name in the .proto files of a world means.
func (w *world) names() map[string]meaning {
	all := map[string]meaning{}
	for _, p := range w.packs {
		for _, t := range p.types {
			full := p.name + "." + t.name
			all[full] = meaning{fmt.Sprint("type ", t.life), map[string]int{}}
			if t.enum == "" {
				nameFields(all, full, t.members)
				continue
			}
			for _, v := range t.members {
				all[full].members[valueProto(t, v)] = v.life
			}
		}
		if s := p.service; s != nil {
			nameActions(all, p, s)
		}
	}
	return all
}

func nameActions(all map[string]meaning, p *pack, s *service) {
	full := p.name + "." + s.name
	life := fmt.Sprint("service ", s.life)
	all[full] = meaning{life, map[string]int{}}
	for _, a := range s.actions {
		all[full].members[a.name] = a.life
		side := fmt.Sprint(life, " action ", a.life)
		all[full+a.name+"Response"] = meaning{side + " out", nil}
		if a.request == 0 {
			all[full+a.name+"Request"] = meaning{side + " in", map[string]int{}}
			nameFields(all, full+a.name+"Request", a.members)
		}
	}
}

// nameFields adds the fields of a message, and the messages that stand for a slice in a slice.
func nameFields(all map[string]meaning, full string, fields []*member) {
	for _, f := range fields {
		all[full].members[f.name] = f.life
		if strings.HasPrefix(f.form, "[][]") {
			all[full+"."+exported(f.name)+"Item"] = meaning{fmt.Sprint(all[full].life, " item ", f.life), map[string]int{"values": f.life}}
		}
	}
}
