package glue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// checkOneofs prints, for each oneof, what refuses to write two members.
func (g *glue) checkOneofs(m *schema.Message) {
	for _, f := range m.Fields {
		members := oneofMembers(m, f.Oneof)
		if len(members) < 2 || members[0] != f {
			continue
		}
		names := make([]string, len(members))
		args := expr{}
		for i, member := range members {
			names[i] = member.Name
			args = append(args, ", ", readable(member.Go), " != nil")
		}
		g.P(printer.Wire.Name("CheckOneof"), "(", strconv.Quote(f.Oneof), ", ", strconv.Quote(strings.Join(names, " ")), args, ")")
	}
}

// clearOthers prints, behind the reading of a member of a oneof, what sets the others to nil: the last one wins.
func (g *glue) clearOthers(m *schema.Message, f *schema.Field) {
	others := slices.DeleteFunc(oneofMembers(m, f.Oneof), func(other *schema.Field) bool { return other == f })
	for _, other := range others {
		g.P(selector(other.Go, "Alloc", "d, &"), " = nil")
	}
}

func oneofMembers(m *schema.Message, name string) []*schema.Field {
	var members []*schema.Field
	for _, f := range m.Fields {
		if name != "" && f.Oneof == name {
			members = append(members, f)
		}
	}
	return members
}
