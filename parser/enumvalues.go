package parser

import (
	"go/constant"
	"go/types"
	"math"
	"slices"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// sentConstants returns the constants that become values of an enum: those without //grpc:field -, as a sentinel has it that
// counts the others.
func (r *reader) sentConstants(consts []*types.Const) []*types.Const {
	return slices.DeleteFunc(slices.Clone(consts), func(c *types.Const) bool { return r.isLeftOut(c) })
}

// isLeftOut reports whether a constant or a variant of a sealed interface has //grpc:field -.
func (r *reader) isLeftOut(obj types.Object) bool {
	return r.src.Decl(obj).Directives.Get("field").Has("-")
}

// enumReader reads the values of one enum.
type enumReader struct {
	*reader
	e          *schema.Enum
	p          *pkg // whose .proto has it
	consts     []*types.Const
	prefixWord string // what prefix= says
	shared     string // the words that are not said twice
}

// readLater fills the values of an enum when the committed .proto is known, which may have names for them.
func (r *reader) readLater(p *pkg, e *schema.Enum, named *types.Named, d *source.Directive) {
	f := &enumReader{reader: r, e: e, p: p, consts: r.sentConstants(r.constants(named)), prefixWord: d.Word("prefix")}
	var constNames []string
	for _, c := range f.consts {
		constNames = append(constNames, c.Name())
	}
	f.shared = r.naming.SharedWords(e.Name, f.prefixWord, constNames...)
	read := f.readValues
	if isString(named) {
		read = f.readTexts
	}
	r.pending = append(r.pending, read)
}

func (r *enumReader) readValues() {
	e, numbers := r.e, map[int32]bool{}
	for _, c := range r.consts {
		doc := r.src.Decl(c)
		n, exact := constant.Int64Val(constant.ToInt(c.Val()))
		if !exact || n < math.MinInt32 || n > math.MaxInt32 {
			r.diags.Add(doc.Pos, "proto enums are 32 bits wide: mark the type //grpc:enum - to send a number", "%s does not fit an enum", c.Name())
			continue
		}
		number := int32(n)
		v := r.value(c, &number)
		v.Number = number
		e.AllowAlias = e.AllowAlias || numbers[v.Number]
		numbers[v.Number] = true
		e.Values = append(e.Values, v)
	}
	if !numbers[0] {
		e.Values = append(e.Values, &schema.EnumValue{Name: r.naming.Unspecified(e.Name, r.prefixWord), Pos: e.Pos})
	}
	e.SortValues()
}

// value returns the value of a constant, without its number, which is known of an integer.
func (r *enumReader) value(c *types.Const, number *int32) *schema.EnumValue {
	doc := r.src.Decl(c)
	if doc.Pos.Filename != r.e.Pos.Filename {
		r.checkEveryBuild(&r.diags, c, r.e.Pos)
	}
	given := doc.Directives.Get("field")
	v := &schema.EnumValue{
		Name: protoName(&r.diags, given, "name", r.valueName(c.Name(), number), names.IsIdentifier), Was: given.Word("was"),
		Doc: doc.Doc, Deprecated: doc.Deprecated, Pos: doc.Pos,
	}
	checkName(&r.diags, given, v.Name, v.Pos, "//grpc:field name=...")
	return v
}

// valueName returns the name of a constant's value. Whether words are shared changes with every constant that is added, and a
// name, which JSON has, must not: the one in the committed .proto stays, with those words or without.
func (r *enumReader) valueName(constant string, number *int32) string {
	for _, shared := range []string{r.shared, "", r.naming.SharedWords(r.e.Name, r.prefixWord, constant)} {
		name := r.naming.Value(r.e.Name, r.prefixWord, shared, r.e.Go.Name, constant)
		if r.p.ledger.HasValue(r.e.Name, name, number) {
			return name
		}
	}
	return r.naming.Value(r.e.Name, r.prefixWord, r.shared, r.e.Go.Name, constant)
}

// readTexts fills the values of a string enum. Constants of one text are aliases; the empty text is the zero value.
func (r *enumReader) readTexts() {
	e, texts := r.e, map[string]bool{}
	for _, c := range r.consts {
		v := r.value(c, nil)
		v.Text = constant.StringVal(c.Val())
		e.AllowAlias = e.AllowAlias || texts[v.Text]
		texts[v.Text] = true
		e.Values = append(e.Values, v)
	}
	if !texts[""] {
		e.Values = append(e.Values, &schema.EnumValue{Name: r.naming.Unspecified(e.Name, r.prefixWord), Pos: e.Pos})
	}
}
