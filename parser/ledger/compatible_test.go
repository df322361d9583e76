package ledger

import (
	"fmt"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestCompatible changes a field from every type to every other; only what "Updating A Message Type" allows passes.
func TestCompatible(t *testing.T) {
	groups := [][]string{
		{"int32", "uint32", "int64", "uint64", "bool"}, {"sint32", "sint64"}, {"string", "bytes"}, {"fixed32", "sfixed32"},
		{"fixed64", "sfixed64"}, {"float"}, {"double"}, {"N"}, {"O"}, {"google.protobuf.Timestamp"}, {"google.protobuf.Duration"},
		{"E", "int32", "uint32", "int64", "uint64"}, {"F", "int32", "uint32", "int64", "uint64"},
	}
	allowed := map[[2]string]bool{}
	for _, group := range groups {
		for _, from := range group {
			for _, to := range group {
				allowed[[2]string{from, to}] = true
			}
		}
	}
	declared := newTypes()
	for from := range declared.byName {
		for to := range declared.byName {
			for _, cards := range [][2]schema.Card{{0, 0}, {0, schema.Optional}, {schema.Optional, 0}, {0, schema.Repeated}, {schema.Repeated, 0}, {schema.Repeated, schema.Repeated}} {
				kind := declared.byName[to].Kind
				unpacked := !kind.Info().Packable
				want := allowed[[2]string{from, to}] && (unpacked || (cards[0] == schema.Repeated) == (cards[1] == schema.Repeated))
				declared.check(t, typeText{card: cards[0], name: from}, cards[1], to, want)
			}
		}
	}
}

// types are those that a field can have, by the name that package p.v1 gives them.
type types struct {
	byName       map[string]schema.Type
	declarations []any
}

func newTypes() types {
	n, o, e, f := msg("N"), msg("O"), enumOf("E", "E_A=0"), enumOf("F", "F_A=0")
	all := types{map[string]schema.Type{
		"N": {Kind: schema.MessageKind, Message: n}, "O": {Kind: schema.MessageKind, Message: o},
		"E": {Kind: schema.EnumKind, Enum: e}, "F": {Kind: schema.EnumKind, Enum: f},
	}, []any{n, o, e, f}}
	for k := schema.Double; k <= schema.Duration; k++ {
		if name := k.Info().Proto; name != "" {
			all.byName[name] = schema.Type{Kind: k}
		}
	}
	return all
}

func (all types) check(t *testing.T, from typeText, card schema.Card, to string, want bool) {
	t.Helper()
	now := all.byName[to]
	now.Card = card
	p := pkg(append(all.declarations, msg("M", of("x", now)))...)
	a := newApplier(&schema.Schema{Packages: []*schema.Package{p}}, Options{})
	old := &File{pkg: "p.v1", messages: map[string]*message{"N": {}, "O": {}}, enums: map[string]*enum{"E": {}, "F": {}}}
	a.takeIn(p, old)
	a.followTypes(p)
	if got := a.compatible(from, &message{file: old, name: "M"}, now); got != want {
		t.Errorf("%s to %s: compatible is %v", from, textOf(now), got)
	}
}

// TestCompatibleMaps holds keys and values to the same rules; a map is nothing else's equal.
func TestCompatibleMaps(t *testing.T) {
	for _, test := range []struct {
		old  string
		now  schema.Type
		want bool
	}{
		{"map<int32, string>", schema.Type{Card: schema.Map, Key: schema.Int64, Kind: schema.Bytes}, true},
		{"map<int32, string>", schema.Type{Card: schema.Map, Key: schema.Sint32, Kind: schema.String}, false},
		{"map<int32, string>", schema.Type{Card: schema.Map, Key: schema.Int32, Kind: schema.Int32}, false},
		{"map<int32, string>", schema.Type{Card: schema.Repeated, Kind: schema.String}, false},
		{"repeated bytes", schema.Type{Card: schema.Map, Key: schema.Int32, Kind: schema.String}, false},
	} {
		diags := apply(t, map[string]string{"p.v1": "message M { " + test.old + " x = 1; }"}, pkg(msg("M", of("x", test.now))))
		if got := len(diags) == 0; got != test.want {
			t.Errorf("%s to %s: compatible is %v", test.old, textOf(test.now), got)
		}
	}
}

// TestNamesResolve has types of one name in several scopes.
func TestNamesResolve(t *testing.T) {
	ledger := "message M { T near = 1; .p.v1.T far = 2; T missing = 3; message T {} }\nmessage T {}\nmessage User { T t = 1; M.T mt = 2; }"
	inner, top := msg("M.T"), msg("T")
	field := func(name string, m *schema.Message) *schema.Field {
		return of(name, schema.Type{Kind: schema.MessageKind, Message: m})
	}
	p := pkg(msg("M", field("near", inner), field("far", top), field("missing", top)), inner, top,
		msg("User", field("t", top), field("mt", inner)))
	want := fmt.Sprintln("m.go:13:2: missing = 3 was T and is now p.v1.T: bytes written before this change would be misread")
	if got := lines(apply(t, map[string]string{"p.v1": ledger}, p)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
