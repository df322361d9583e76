package parser

import (
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// checkMissing reports .proto files that a package must have had and that are not in their place.
func (c *committed) checkMissing(s *schema.Schema) {
	if !c.checkMoved(s) {
		c.checkGlue()
	}
}

// checkMoved reports .proto files that lie in another folder than the module's: without them every number would be given
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
