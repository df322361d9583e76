package parser

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// An action of a model service says with model=M which type parameter of its type is the model. A side that is the model
// is a field of the side's message, named after the model, or that message itself: the convention decides.

// model is the struct that a model service keeps.
type model struct {
	named   *types.Named
	pos     token.Position // of the service
	primary *candidate     // the field that is its key; nil if it has none
}

// Names that //grpc:param name= can give without knowing the model. The first one stands for the model in doc comments, too.
const (
	nameOfModel   = "$model"   // of the model
	nameOfPrimary = "$primary" // of the field that is its key
	nameOfFields  = "$fields"  // of the list of fields in a partial update
)

// findModels finds the structs that are models, before a field of one is read.
func (r *reader) findModels() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			named, ok := obj.Type().(*types.Named)
			if !ok || r.src.Decl(obj).Directives.Get("service") == nil {
				continue
			}
			for sel := range methodSet(named).Methods() {
				if d := r.actionOf(named, sel); d != nil && d.Has("model") {
					if model := modelType(p, d); model != nil {
						r.served[goNamed(model).String()] = true
					}
				}
			}
		}
	}
}

// modelType returns the type that is the model of an action, or nil if there is none of that name.
func modelType(p *pkg, d *action) *types.Named {
	if arg := typeArgument(d.annotated(), d.Word("model")); arg != nil {
		named, _ := arg.(*types.Named)
		return named
	}
	obj, ok := p.Types.Scope().Lookup(d.Word("model")).(*types.TypeName)
	if !ok {
		return nil
	}
	named, _ := types.Unalias(obj.Type()).(*types.Named)
	return named
}

// modelOf returns the model of an action, or nil for one that has none.
func (r *reader) modelOf(p *pkg, s *schema.Service, d *action) *model {
	if !d.Has("model") {
		return nil
	}
	named := modelType(p, d)
	if arg := typeArgument(d.annotated(), d.Word("model")); named == nil && arg != nil {
		r.refuseModel(s, arg)
		return nil
	}
	if named == nil {
		r.diags.Add(d.At("model"), "name a type parameter of the type that has the method, or a struct of the package", "model=%s is not a struct", d.Word("model"))
		return nil
	}
	if _, ok := r.messageType(named); !ok {
		r.refuseModel(s, named)
		return nil
	}
	m := &model{named: named, pos: s.Pos}
	fields := r.modelFields(named, p)
	m.primary = primaryOf(fields)
	r.checkPrimary(m, fields)
	if r.isOfCrud(p, d) {
		r.checkKey(m)
		r.schemaModel(p, named)
	}
	return m
}

// refuseModel reports a type that cannot be the model of a service: once for all of the actions.
func (r *reader) refuseModel(s *schema.Service, t types.Type) {
	help := "use a struct that can be a message"
	if isPointer(t) && r.isStruct(t) {
		help = "write " + r.typeString(deref(t)) + " there, not a pointer to it"
	}
	r.diags.Add(s.Pos, help, "%s is the model of %s, and is not a message", r.typeString(t), s.Name)
}

// isOfCrud reports whether package crud serves the model of an action, and so must know its fields.
func (r *reader) isOfCrud(p *pkg, d *action) bool {
	if pkg := d.annotated().Pkg(); pkg != nil && pkg.Path() == crudPath {
		return true
	}
	return slices.ContainsFunc(p.Types.Imports(), func(imported *types.Package) bool { return imported.Path() == crudPath })
}

// modelFields returns the fields of a model of which a package has a service or a filter.
func (r *reader) modelFields(named *types.Named, user *pkg) []candidate {
	return r.fieldsOf(named, r.homeOf(named, user).Types).all
}

// primaryOf returns the key among the fields of a model: the one that says so, or the one called ID; or else nil.
func primaryOf(fields []candidate) *candidate {
	var id *candidate
	for i, c := range fields {
		switch {
		case c.tag.Has("primary"):
			return &fields[i]
		case c.v.Name() == "ID" && (id == nil || c.depth() < id.depth()):
			id = &fields[i]
		}
	}
	return id
}

// checkPrimary reports a second key, and one that does not travel as a key does.
func (r *reader) checkPrimary(m *model, fields []candidate) {
	for _, c := range fields {
		if c.tag.Has("primary") && c.v != m.primary.v {
			r.diags.Add(c.tag.At("primary"), "keep one of them; several fields can be unique together in the database", "%s and %s are both the key", m.primary.v.Name(), c.v.Name())
		}
	}
	if key := m.primary; key != nil && !key.tag.Has("primary") && key.tag.Has("read_only") {
		r.diags.Add(key.tag.At("read_only"), "write `grpc:\"primary,read_only\"`: clients see the key, but a new row does not take it from them",
			"%s is the key, and requests without it could not say which row they mean", key.v.Name())
	}
}

// annotated returns the method whose directive makes d an action: the user's own, or the one that it overrides.
func (d *action) annotated() *types.Func {
	if d.overridden != nil {
		return d.overridden
	}
	return d.fn
}

// typeArgument returns what the type parameter of that name of a method's type is bound to; nil if there is none.
func typeArgument(fn *types.Func, name string) types.Type {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	named, ok := types.Unalias(deref(recv.Type())).(*types.Named)
	if !ok {
		return nil
	}
	params := fn.Origin().Signature().RecvTypeParams()
	for i := range min(params.Len(), named.TypeArgs().Len()) {
		if params.At(i).Obj().Name() == name {
			return types.Unalias(named.TypeArgs().At(i))
		}
	}
	return nil
}

// is reports whether a parameter or a result is the model, or a pointer to it.
func (m *model) is(v *types.Var) bool {
	return m != nil && types.Identical(types.Unalias(deref(v.Type())), m.named)
}

// nameAsAnnotated gives the parameters and results of a method that overrides an action of a model service the names that they
// have there: directives are about those.
func (r *reader) nameAsAnnotated(d *action, sig *signature) {
	if d.overridden == nil {
		return
	}
	declared, _ := r.signatureOf(d.overridden)
	if declared == nil {
		return
	}
	rename := func(vars, named []*types.Var) []*types.Var {
		if len(vars) != len(named) {
			return vars
		}
		out := make([]*types.Var, len(vars))
		for i, v := range vars {
			out[i] = types.NewParam(v.Pos(), v.Pkg(), named[i].Name(), v.Type())
		}
		return out
	}
	sig.request, sig.response = rename(sig.request, declared.request), rename(sig.response, declared.response)
}

// resolveName returns the name that one of the names without a model stands for.
func (w sideReader) resolveName(v *types.Var, name string) string {
	switch {
	case name == nameOfModel:
		return names.Snake(messageName(w.model.named))
	case name == nameOfFields:
		return w.r.naming.UpdateFields
	case name == nameOfPrimary && w.model.primary == nil:
		w.r.diags.Add(w.model.pos, "call the field ID, or tag it `grpc:\"primary\"`", "%s has no key", w.r.typeString(w.model.named))
	case name == nameOfPrimary:
		key := w.model.primary.v.Type()
		if !types.Identical(types.Unalias(key), types.Unalias(v.Type())) {
			w.r.diags.Add(w.model.pos, "write "+w.r.typeString(key)+" there", "the keys of the service have type %s, but %s of %s has type %s",
				w.r.typeString(v.Type()), w.model.primary.v.Name(), w.r.typeString(w.model.named), w.r.typeString(key))
		}
		return w.model.primary.name
	}
	return name
}

// spread adds the fields of the model to the message of a side, in the place of a parameter.
func (w sideReader) spread(msg *schema.Message, v *types.Var) *schema.Field {
	name := names.Exported(v.Name())
	step := schema.Step{Name: name, Type: goNamed(w.model.named)}
	_, step.Pointer = types.Unalias(v.Type()).(*types.Pointer)
	in := fieldTarget{m: msg, of: w.model.named, home: w.p, dir: w.dir, prefix: []schema.Step{step}, problems: &w.r.diags}
	fields := w.r.fieldsOf(w.model.named, w.p.Types)
	w.r.report(msg, fields) // the model may have no message of its own
	msg.Flattened = append(msg.Flattened, fields.flattened...)
	for _, c := range fields.all {
		if w.r.travels(c.tag, w.dir) {
			w.r.readField(in, c)
		}
	}
	return &schema.Field{Go: []schema.Step{{Name: name}}}
}

// paramsOf returns the directives about parameters and results of an action.
func (r *reader) paramsOf(d *action, of *model, doc *source.Decl) source.Directives {
	if of != nil && d.overridden != nil {
		return r.src.Decl(d.overridden.Origin()).Directives
	}
	return doc.Directives
}

// modelPrefix returns what the messages of an action begin with: the model, where the convention does not name the service.
func (r *reader) modelPrefix(s *schema.Service, of *model, prefix string) string {
	if r.naming.Flat && prefix == s.Name {
		return messageName(of.named)
	}
	return prefix
}

// instanceName returns the name of the message of a side that is an instance of a model service's own types: that of an
// inline message. It is empty for others, which are named after their Go type.
func (w sideReader) instanceName() string {
	if w.model == nil || w.model.is(w.vars[0]) {
		return ""
	}
	if named, ok := w.r.messageType(w.vars[0].Type()); ok && named.TypeArgs().Len() > 0 {
		return w.r.naming.Inline(w.prefix, w.m.Name, w.dir)
	}
	return ""
}

// encodingOf returns the directive that says how a parameter is encoded: for the key of a model, the tag of its field.
func (w sideReader) encodingOf(d *source.Directive) *source.Directive {
	if w.model != nil && w.model.primary != nil && d.Word("name") == nameOfPrimary {
		return w.model.primary.tag.Only("type")
	}
	return d
}

// applyParam sets what //grpc:param says about a field. The key of a model is encoded as its field is.
func (w sideReader) applyParam(f *schema.Field, v *types.Var, d *source.Directive) {
	name := d.Word("name")
	if w.model == nil || !slices.Contains([]string{nameOfModel, nameOfPrimary, nameOfFields}, name) {
		applyTag(&w.r.diags, f, d)
		return
	}
	f.Name = w.resolveName(v, name)
}
