package dotproto

import (
	"github.com/grpcgen/grpcgen/parser/schema"
)

// importedFiles returns the files that p imports, each with the comment behind the import: where to find a file that is
// not below the module's proto folder.
func importedFiles(p *schema.Package) map[string]string {
	files := map[string]string{}
	for other := range p.ImportedPackages() {
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
	if p.BindsHTTP() {
		files[annotationsFile] = ""
	}
	return files
}

// usedForeign returns the messages and enums of other generators that p uses.
func usedForeign(p *schema.Package) []*schema.Foreign {
	var all []*schema.Foreign
	for m := range p.UsedMessages() {
		if m.Origin == schema.ForeignMessage {
			all = append(all, m.Foreign)
		}
	}
	for e := range p.UsedEnums() {
		if e.Foreign != nil {
			all = append(all, e.Foreign)
		}
	}
	return all
}
