package emitter

import (
	"github.com/grpcgen/grpcgen/parser/schema"
)

// importedFiles returns the files that p imports, each with the comment behind the import: where to find a file that is
// not below the module's proto folder.
func importedFiles(p *schema.Package) map[string]string {
	files := map[string]string{}
	for other := range importedPackages(p) {
		files[other.File] = ""
		if other.Descriptor != nil {
			files[other.File] = " // of the Go module that has " + other.GoPath
		}
	}
	for _, m := range p.Messages {
		for _, field := range m.Fields {
			if file := field.Type.Kind.Info().Import; file != "" {
				files[file] = ""
			}
		}
	}
	for _, foreign := range usedForeign(p) {
		files[foreign.File] = ""
	}
	if BindsHTTP(p) {
		files[annotationsFile] = ""
	}
	return files
}

// usedForeign returns the messages and enums of other generators that p uses.
func usedForeign(p *schema.Package) []*schema.Foreign {
	var all []*schema.Foreign
	for m := range usedMessages(p) {
		if m.Foreign != nil {
			all = append(all, m.Foreign)
		}
	}
	for e := range usedEnums(p) {
		if e.Foreign != nil {
			all = append(all, e.Foreign)
		}
	}
	return all
}

// importedPackages returns the packages, other than p, whose messages and enums p uses.
func importedPackages(p *schema.Package) map[*schema.Package]bool {
	packages := map[*schema.Package]bool{}
	for m := range usedMessages(p) {
		if m.Foreign == nil {
			packages[m.Package] = true
		}
	}
	for e := range usedEnums(p) {
		if e.Foreign == nil {
			packages[e.Package] = true
		}
	}
	delete(packages, p)
	return packages
}

// usedEnums returns the enums that the fields of p carry.
func usedEnums(p *schema.Package) map[*schema.Enum]bool {
	used := map[*schema.Enum]bool{}
	for _, m := range p.Messages {
		for _, field := range m.Fields {
			if field.Type.Enum != nil {
				used[field.Type.Enum] = true
			}
		}
	}
	return used
}

// usedMessages returns the messages that the fields and methods of p carry.
func usedMessages(p *schema.Package) map[*schema.Message]bool {
	used := map[*schema.Message]bool{}
	for _, s := range p.Services {
		for _, m := range s.Methods {
			used[m.Request.Message], used[m.Response.Message] = true, true
		}
	}
	for _, m := range p.Messages {
		for _, field := range m.Fields {
			if field.Type.Message != nil {
				used[field.Type.Message] = true
			}
		}
	}
	return used
}
