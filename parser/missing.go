package parser

import (
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// checkMissing reports .proto files that a package must have had and that are not in their place.
func (c *committed) checkMissing(s *schema.Schema) {
	if !c.checkMoved(s) {
		c.checkGlue()
	}
}

// checkMoved reports .proto files that are in another folder than the module's: without them all numbers would be assigned
// anew. They are looked for only where a package has none. It reports whether there are any.
func (c *committed) checkMoved(s *schema.Schema) bool {
	have := c.ledgers()
	lost := slices.DeleteFunc(slices.Clone(s.Packages), func(p *schema.Package) bool { return have[p] != nil })
	if len(lost) == 0 {
		return false
	}
	found := map[string][]string{} // files by the folder that they lie in
	for file, source := range built.ProtoFiles(s.Dir) {
		if strings.HasPrefix(file, s.Settings.Folder()+"/") {
			continue // an orphan, which is reported as such
		}
		for _, p := range lost {
			if folder, ok := strings.CutSuffix(file, "/"+p.File); ok && source == p.GoPath {
				found[folder] = append(found[folder], file)
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(found)) {
		first := slices.Min(found[folder])
		pos, where := s.Settings.ProtoDirPos, ""
		if !pos.IsValid() {
			pos, where = token.Position{Filename: filepath.Join(s.Dir, filepath.FromSlash(first)), Line: 1, Column: 1}, " in grpcgen.yaml"
		}
		c.problems.Add(pos, "move it along to keep the numbers: git mv "+folder+" "+s.Settings.Folder()+"\nor write proto: "+folder+where,
			"the folder of the .proto files is %s, but %s exists", s.Settings.Folder(), first)
	}
	return len(found) > 0
}

// checkGlue reports glue whose .proto is missing: without that the fields would get new numbers.
func (c *committed) checkGlue() {
	for _, p := range c.packages {
		if p.ledger != nil || len(p.out.Services)+len(p.out.Messages)+len(p.out.Enums) == 0 || modtree.IsFile(c.protoPath(p.out.File)) {
			continue
		}
		name := filepath.Join(c.dir, filepath.FromSlash(p.Dir), schema.GlueFile)
		glue, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if file, line := schema.Proto(glue); file != "" && !modtree.IsFile(c.protoPath(file)) {
			c.problems.Add(token.Position{Filename: name, Line: line, Column: 1},
				"restore it from version control;\nor delete this file too: then all numbers are assigned anew, and programs that were built before misread the messages of new ones",
				"%s is missing, and only it records the numbers that this file was built with", c.settings.Folder()+"/"+file)
		}
	}
}
