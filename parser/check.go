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

// checker finds names that meet in one scope, of the .proto or of the generated Go.
type checker struct {
	schema   *schema.Schema
	imported []*imported                                         // the packages of other modules that it uses
	position func(p *schema.Package, name string) token.Position // of what the Go source declares
	problems schema.Diagnostics
}

func (c *checker) check() schema.Diagnostics {
	c.checkFiles()
	c.checkFolders()
	c.checkGoPackages()
	c.checkProtoNames()
	for _, p := range c.schema.Packages {
		if !names.IsPackage(p.Proto) {
			c.problems.Add(p.Pos, "add //grpc:package NAME to the package's doc comment", "the proto package would be %s, which is not a name", p.Proto)
		}
		c.checkGoNames(p)
		for _, svc := range p.Services {
			c.checkMethods(svc)
			for _, m := range svc.Methods {
				for _, rule := range m.HTTP {
					checkHTTP(&c.problems, m, rule)
				}
			}
		}
		for _, m := range p.Messages {
			c.checkFieldNames(m)
			checkOneofs(&c.problems, m)
		}
	}
	return c.problems
}

// checkFiles reports packages that would write one .proto, or one that is imported from another module.
func (c *checker) checkFiles() {
	owner := map[string]*schema.Package{}
	for _, i := range c.imported {
		if other := owner[i.Out.File]; other != nil {
			c.problems.Add(i.used, "give one of them another file or package: //grpc:package in its module",
				"packages %s and %s are built by grpcgen, and both have the file %s", other.GoPath, i.Out.GoPath, i.Out.File)
		}
		owner[i.Out.File] = i.Out
	}
	for _, p := range c.schema.Packages {
		if other := owner[p.File]; other != nil {
			c.problems.Add(p.Pos, "give one of them another file or package: //grpc:package "+p.Proto+" file=NAME",
				"packages %s and %s both write %s", other.GoPath, p.GoPath, p.File)
		}
		owner[p.File] = p
	}
}

// checkGoPackages reports a go_package that is annotated Go: protoc-gen-go would write its files beside it.
func (c *checker) checkGoPackages() {
	for _, p := range c.schema.Packages {
		importPath, _, _ := strings.Cut(p.GoPackage, ";")
		for _, other := range c.schema.Packages {
			if other.GoPath == importPath {
				c.problems.Add(p.Pos, "choose another: go_package_prefix in grpcgen.yaml, or move the package", "the go_package of %s would be %s, which is annotated Go", p.File, importPath)
			}
		}
	}
}

// checkFolders reports packages that are one folder, under two paths by a symbolic link.
func (c *checker) checkFolders() {
	owner := map[string]*schema.Package{}
	for _, p := range c.schema.Packages {
		dir, err := filepath.EvalSymlinks(filepath.Join(c.schema.Dir, filepath.FromSlash(p.Dir)))
		if err != nil {
			continue
		}
		if other := owner[dir]; other != nil {
			c.problems.Add(p.Pos, "import it by one of the two paths", "packages %s and %s are the same folder, so their glue would be the same file", other.GoPath, p.GoPath)
		}
		owner[dir] = p
	}
}

// declaration is a name in a scope and where it comes from.
type declaration struct {
	name, what string
	pos        token.Position
	help       string
}

// checkProtoNames reports messages, enums, enum values and services that share a full name. Enum values are siblings
// of their enum (descriptor.proto: "enum value names are scoped like C++").
func (c *checker) checkProtoNames() {
	all := c.importedNames()
	for _, p := range c.schema.Packages {
		for _, svc := range p.Services {
			all = append(all, declaration{p.Proto + "." + svc.Name, "service", svc.Pos, "rename one: //grpc:service name=..."})
		}
		for _, m := range p.Messages {
			help := "rename one: //grpc:message name=..."
			switch {
			case m.Framed && !strings.Contains(m.Name, ".") && (len(m.Go) > 1 || m.Go[0].Path != p.GoPath):
				help = "name one of them: put //grpc:message name=... above an alias, type Name = ..."
			case m.Generated():
				help = "rename one: //grpc:action request=... response=..., or //grpc:service messages=..."
			}
			all = append(all, declaration{m.FullName(), "message", m.Pos, help})
		}
		for _, e := range p.Enums {
			all = append(all, declaration{e.FullName(), "enum", e.Pos, "rename one: //grpc:enum name=..."})
			scope := e.FullName()[:strings.LastIndexByte(e.FullName(), '.')+1]
			for _, v := range e.Values {
				all = append(all, declaration{scope + v.Name, "enum value", v.Pos, "rename one: //grpc:field name=..., or //grpc:enum prefix=..."})
			}
		}
	}
	c.reportTwice(all)
}

// reportTwice reports every name after the first of its kind, in the order of the source.
func (c *checker) reportTwice(all []declaration) {
	slices.SortStableFunc(all, func(a, b declaration) int {
		return cmp.Or(cmp.Compare(a.pos.Filename, b.pos.Filename), cmp.Compare(a.pos.Offset, b.pos.Offset))
	})
	first := map[string]declaration{}
	for _, d := range all {
		if f, ok := first[d.name]; ok {
			where := ""
			if f.pos.IsValid() {
				where = " at " + shortPosition(f.pos)
			}
			c.problems.Add(d.pos, d.help, "%s %s clashes with the %s%s", d.what, d.name, f.what, where)
			continue
		}
		first[d.name] = d
	}
}

// checkMethodNames reports methods of a service that generate one constant: their names differ in the case of the first letter.
func (c *checker) checkMethodNames(svc *schema.Service) {
	generated := map[string]*schema.Method{}
	for _, m := range svc.Methods {
		name := svc.FullMethodName(m)
		if other := generated[name]; other != nil && other.Name != m.Name {
			c.problems.Add(m.Pos, "rename one: //grpc:action name=...", "actions %s and %s both generate %s", other.Name, m.Name, name)
		}
		generated[name] = m
	}
}

// checkGoNames reports identifiers of the user's that the glue declares too.
func (c *checker) checkGoNames(p *schema.Package) {
	generated := map[string]*schema.Service{}
	for _, svc := range p.Services {
		for _, name := range svc.GoNames() {
			if other := generated[name]; other != nil && other != svc {
				c.problems.Add(svc.Pos, "rename one: //grpc:service name=...", "services %s and %s both generate %s", other.Name, svc.Name, name)
				break // the rest of the names are equal too
			}
			generated[name] = svc
		}
		c.checkMethodNames(svc)
	}
	for _, m := range p.Messages {
		if m.Origin == schema.FilterMessage && slices.Contains(p.Scope, m.Ident) {
			c.problems.Add(c.position(p, m.Ident), "rename it", "%s clashes with what is generated for the filters of %s", m.Ident, m.Model.Ident)
		}
	}
	for _, name := range p.Scope {
		pos := c.position(p, name)
		if svc := generated[name]; svc != nil {
			c.problems.Add(pos, "rename it, or the service: //grpc:service name=...", "%s clashes with what is generated for service %s", name, svc.Name)
		}
		if slices.Contains(schema.Predeclared, name) {
			c.problems.Add(pos, "rename it", "package %s redeclares %s, which generated code needs in its built-in meaning", p.GoName, name)
		}
		if strings.HasPrefix(name, "grpcgen") {
			c.problems.Add(pos, "rename it", "names that begin with grpcgen are reserved for generated code")
		}
	}
}

// checkMethods reports actions of one name, and one that the client needs for itself.
func (c *checker) checkMethods(s *schema.Service) {
	actions := map[string]*schema.Method{}
	for _, m := range s.Methods {
		if other := actions[m.Name]; other != nil {
			c.problems.Add(m.Pos, "rename one: //grpc:action name=...", "two actions of %s are named %s", s.Name, m.Name)
		}
		actions[m.Name] = m
		if m.GoName == "With" {
			c.problems.Add(m.Pos, "rename the method; //grpc:action name=With keeps the name of the RPC", "an action cannot be named With: the client has a method of that name")
		}
	}
}

// checkFieldNames reports fields that a Go struct or a message cannot hold together, and those that share a name in JSON, which
// protoc refuses.
func (c *checker) checkFieldNames(m *schema.Message) {
	goNames, fields, json := map[string]bool{}, map[string]*schema.Field{}, map[string]string{}
	for _, f := range m.Fields {
		if m.Generated() && len(f.Go) == 1 {
			if name := f.Go[0].Name; goNames[name] {
				c.reportSameGoName(m, f)
				continue
			}
			goNames[f.Go[0].Name] = true
		}
		if other := fields[f.Name]; other != nil {
			c.reportSameName(m, f, other)
			continue
		}
		fields[f.Name] = f
		if other, twice := json[jsonName(f)]; twice && other != f.Name {
			c.problems.Add(f.Pos, "give one of them a name or a json= of its own", "%s and %s are both %s in JSON", other, f.Name, jsonName(f))
		}
		json[jsonName(f)] = f.Name
	}
}

// reportSameGoName reports two fields of a struct that the glue declares, and that would have one name in Go.
func (c *checker) reportSameGoName(m *schema.Message, f *schema.Field) {
	if m.Origin == schema.FilterMessage {
		c.problems.Add(f.Pos, "rename one of the model's fields, or remove a word of filter=", "two fields of %s are named %s: a lookup of one field has the name of another field", m.Ident, f.Go[0].Name)
		return
	}
	c.problems.Add(f.Pos, "rename one", "two inline parameters differ only in the case of the first letter")
}

// reportSameName reports two fields of a message that have one name.
func (c *checker) reportSameName(m *schema.Message, f, other *schema.Field) {
	where := shortPosition(other.Pos)
	switch {
	case m.Origin == schema.FilterMessage:
		c.problems.Add(f.Pos, "rename one of the model's fields, or remove a word of filter=", "two fields of %s are named %s: a lookup of one field has the name of another field", m.Ident, f.Name)
	case m.Origin == schema.InlineMessage && len(f.Go) == 1 && len(other.Go) == 1:
		c.problems.Add(f.Pos, "rename one, or its field: //grpc:param NAME name=...", "two inline parameters both become the field %s", f.Name)
	default:
		c.problems.Add(f.Pos, "give one of them another name", "two fields of message %s are named %s; the other is at %s", m.Name, f.Name, where)
	}
}

// jsonName returns the name of a field in JSON.
func jsonName(f *schema.Field) string {
	if f.JSONName != "" {
		return f.JSONName
	}
	return names.JSON(f.Name)
}

// importedNames returns what the files that are imported from other modules declare, at the use of each.
func (c *checker) importedNames() []declaration {
	var all []declaration
	files := map[string]bool{} // two of one path are a problem already
	for _, p := range c.schema.Packages {
		files[p.File] = true
	}
	for _, i := range c.imported {
		if files[i.Out.File] {
			continue
		}
		files[i.Out.File] = true
		of := " of package " + i.Out.GoPath
		help := "rename one, or take another proto package: //grpc:package"
		for _, svc := range i.Out.Services {
			all = append(all, declaration{i.Out.Proto + "." + svc.Name, "service" + of, i.used, help})
		}
		for _, m := range i.Out.Messages {
			all = append(all, declaration{m.FullName(), "message" + of, i.used, help})
		}
		for _, e := range i.Out.Enums {
			all = append(all, declaration{e.FullName(), "enum" + of, i.used, help})
			scope := e.FullName()[:strings.LastIndexByte(e.FullName(), '.')+1]
			for _, v := range e.Values {
				all = append(all, declaration{scope + v.Name, "enum value" + of, i.used, help})
			}
		}
	}
	return all
}
