package parser

import (
	"cmp"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// check reports names that meet in one scope, of the .proto or of the generated Go.
func (r *reader) check(s *schema.Schema) {
	r.checkFiles(s)
	r.checkFolders(s)
	r.checkGoPackages(s)
	r.checkProtoNames(s)
	for _, p := range s.Packages {
		if !names.IsPackage(p.Proto) {
			r.diags.Add(p.Pos, "add //grpc:package NAME to the package's doc comment", "the proto package would be %s, which is not a name", p.Proto)
		}
		r.checkGoNames(p)
		for _, svc := range p.Services {
			r.checkMethods(svc)
			for _, m := range svc.Methods {
				r.checkHTTP(m)
			}
		}
		for _, m := range p.Messages {
			r.checkFieldNames(m)
			r.checkOneofs(m)
		}
	}
}

// checkFiles reports packages that would write one .proto, or one that is imported from another module.
func (r *reader) checkFiles(s *schema.Schema) {
	owner := map[string]*schema.Package{}
	for _, i := range r.importedPackages() {
		if other := owner[i.Out.File]; other != nil {
			r.diags.Add(i.used, "give one of them another file or package: //grpc:package in its module",
				"packages %s and %s are built by grpcgen, and both have the file %s", other.GoPath, i.Out.GoPath, i.Out.File)
		}
		owner[i.Out.File] = i.Out
	}
	for _, p := range s.Packages {
		if other := owner[p.File]; other != nil {
			r.diags.Add(p.Pos, "give one of them another file or package: //grpc:package "+p.Proto+" file=NAME",
				"packages %s and %s both write %s", other.GoPath, p.GoPath, p.File)
		}
		owner[p.File] = p
	}
}

// checkGoPackages reports a go_package that is annotated Go: protoc-gen-go would write its files beside it.
func (r *reader) checkGoPackages(s *schema.Schema) {
	for _, p := range s.Packages {
		importPath, _, _ := strings.Cut(p.GoPackage, ";")
		for _, other := range s.Packages {
			if other.GoPath == importPath {
				r.diags.Add(p.Pos, "choose another: go_package_prefix in grpcgen.yaml, or move the package", "the go_package of %s would be %s, which is annotated Go", p.File, importPath)
			}
		}
	}
}

// checkFolders reports packages that are one folder, under two paths by a symbolic link.
func (r *reader) checkFolders(s *schema.Schema) {
	owner := map[string]*schema.Package{}
	for _, p := range s.Packages {
		dir, err := filepath.EvalSymlinks(filepath.Join(s.Dir, filepath.FromSlash(p.Dir)))
		if err != nil {
			continue
		}
		if other := owner[dir]; other != nil {
			r.diags.Add(p.Pos, "import it by one of them", "packages %s and %s are one folder, so their glue would be one file", other.GoPath, p.GoPath)
		}
		owner[dir] = p
	}
}

// declared is a name in a scope and where it comes from.
type declared struct {
	name, what string
	pos        token.Position
	help       string
}

// checkProtoNames reports messages, enums, enum values and services that share a full name. Enum values are siblings
// of their enum (descriptor.proto: "enum value names are scoped like C++").
func (r *reader) checkProtoNames(s *schema.Schema) {
	all := r.importedNames(s)
	for _, p := range s.Packages {
		for _, svc := range p.Services {
			all = append(all, declared{p.Proto + "." + svc.Name, "service", svc.Pos, "rename one: //grpc:service name=..."})
		}
		for _, m := range p.Messages {
			help := "rename one: //grpc:message name=..."
			switch {
			case m.Framed && !strings.Contains(m.Name, ".") && (len(m.Go) > 1 || m.Go[0].Path != p.GoPath):
				help = "name one of them: put //grpc:message name=... above an alias, type Name = ..."
			case m.Generated():
				help = "rename one: //grpc:action request=... response=..., or //grpc:service messages=..."
			}
			all = append(all, declared{m.FullName(), "message", m.Pos, help})
		}
		for _, e := range p.Enums {
			all = append(all, declared{e.FullName(), "enum", e.Pos, "rename one: //grpc:enum name=..."})
			scope := e.FullName()[:strings.LastIndexByte(e.FullName(), '.')+1]
			for _, v := range e.Values {
				all = append(all, declared{scope + v.Name, "enum value", v.Pos, "rename one: //grpc:field name=..., or //grpc:enum prefix=..."})
			}
		}
	}
	r.reportTwice(all)
}

// reportTwice reports every name after the first of its kind, in the order of the source.
func (r *reader) reportTwice(all []declared) {
	slices.SortStableFunc(all, func(a, b declared) int {
		return cmp.Or(cmp.Compare(a.pos.Filename, b.pos.Filename), cmp.Compare(a.pos.Offset, b.pos.Offset))
	})
	first := map[string]declared{}
	for _, d := range all {
		if f, ok := first[d.name]; ok {
			where := ""
			if f.pos.IsValid() {
				where = " at " + shortPosition(f.pos)
			}
			r.diags.Add(d.pos, d.help, "%s %s clashes with the %s%s", d.what, d.name, f.what, where)
			continue
		}
		first[d.name] = d
	}
}

// checkGoNames reports identifiers of the user's that the glue declares too.
func (r *reader) checkGoNames(p *schema.Package) {
	generated := map[string]*schema.Service{}
	for _, svc := range p.Services {
		for _, name := range svc.GoNames() {
			if other := generated[name]; other != nil {
				r.diags.Add(svc.Pos, "rename one: //grpc:service name=...", "services %s and %s both generate %s", other.Name, svc.Name, name)
				break // the rest of the names are equal too
			}
			generated[name] = svc
		}
	}
	pkg := r.packageOf(p)
	for _, m := range p.Messages {
		if m.Origin == schema.FilterMessage && slices.Contains(p.Scope, m.Ident) {
			r.diags.Add(r.position(pkg.Types.Scope().Lookup(m.Ident)), "rename it", "%s clashes with what is generated for the filters of %s", m.Ident, m.Model[len(m.Model)-1].Name)
		}
	}
	for _, name := range p.Scope {
		pos := r.position(pkg.Types.Scope().Lookup(name))
		if svc := generated[name]; svc != nil {
			r.diags.Add(pos, "rename it, or the service: //grpc:service name=...", "%s clashes with what is generated for service %s", name, svc.Name)
		}
		if slices.Contains(schema.Predeclared, name) {
			r.diags.Add(pos, "rename it", "package %s declares %s, which generated code needs in Go's own meaning", p.GoName, name)
		}
		if strings.HasPrefix(name, "grpcgen") {
			r.diags.Add(pos, "rename it", "names that begin with grpcgen are those of generated code")
		}
	}
}

func (r *reader) packageOf(out *schema.Package) *pkg {
	for _, p := range r.packages {
		if p.out == out {
			return p
		}
	}
	return nil
}

// checkMethods reports actions of one name, and one that the client needs for itself.
func (r *reader) checkMethods(s *schema.Service) {
	actions := map[string]*schema.Method{}
	for _, m := range s.Methods {
		if other := actions[m.Name]; other != nil {
			r.diags.Add(m.Pos, "rename one: //grpc:action name=...", "two actions of %s are named %s", s.Name, m.Name)
		}
		actions[m.Name] = m
		if m.GoName == "With" {
			r.diags.Add(m.Pos, "rename the method; //grpc:action name=With keeps the name of the RPC", "an action cannot be named With: the client has a method of that name")
		}
	}
}

// checkFieldNames reports inline parameters whose names differ only in case, which one struct cannot hold, or become one
// field, and fields that share a name in JSON, which protoc refuses.
func (r *reader) checkFieldNames(m *schema.Message) {
	params, fields, json := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, f := range m.Fields {
		if m.Generated() && len(f.Go) == 1 {
			if params[f.Go[0].Name] {
				r.diags.Add(f.Pos, "rename one", "two inline parameters differ only in the case of the first letter")
				continue
			}
			params[f.Go[0].Name] = true
		}
		if fields[f.Name] {
			r.diags.Add(f.Pos, "rename one, or its field: //grpc:param NAME name=...", "two inline parameters are both the field %s", f.Name)
			continue
		}
		fields[f.Name] = true
		if other, twice := json[jsonName(f)]; twice && other != f.Name {
			r.diags.Add(f.Pos, "give one of them a name or a json= of its own", "%s and %s are both %s in JSON", other, f.Name, jsonName(f))
		}
		json[jsonName(f)] = f.Name
	}
}

// jsonName returns the name of a field in JSON.
func jsonName(f *schema.Field) string {
	if f.JSONName != "" {
		return f.JSONName
	}
	return names.JSON(f.Name)
}
