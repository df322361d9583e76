package parser

import (
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// committed are the .proto files and the glue that earlier builds have left in a module.
type committed struct {
	module   string // its path
	dir      string // of the module
	settings schema.Settings
	packages []*pkg
	problems schema.Diagnostics
	warnings schema.Diagnostics
}

// read gives every package its committed .proto, which a renamed one has under its former name.
func (c *committed) read() {
	orphans, err := ledger.Files(c.protoPath(""))
	if err != nil {
		c.problems.Add(token.Position{Filename: c.protoPath("")}, "", "%v", err)
	}
	for _, p := range c.packages {
		orphans = slices.DeleteFunc(orphans, func(file string) bool { return file == p.out.File })
		p.ledger = c.readLedger(p.out.File)
	}
	for _, p := range c.packages {
		d := p.Directives.Get("package")
		p.out.Was = d.Word("was")
		if p.ledger != nil && p.ledger.Package() != p.out.Proto {
			c.checkRename(p, p.ledger.Package()) // in its place: by some conventions of names both packages have one file
		} else if d.Has("was") {
			p.out.Moved = c.formerFile(p, d, orphans)
		}
		if p.out.Moved != "" {
			orphans = slices.DeleteFunc(orphans, func(file string) bool { return file == p.out.Moved })
			p.ledger = c.readLedger(p.out.Moved)
		}
	}
	for _, file := range orphans {
		if !c.isWritten(file) && !c.isOfOtherModule(file) {
			c.reportOrphan(file)
		}
	}
}

// isWritten reports whether a .proto is that of a package by another path, through a symbolic link.
func (c *committed) isWritten(file string) bool {
	info, err := os.Stat(c.protoPath(file))
	return err == nil && slices.ContainsFunc(c.packages, func(p *pkg) bool {
		other, err := os.Stat(c.protoPath(p.out.File))
		return err == nil && os.SameFile(info, other)
	})
}

// isOfOtherModule reports whether a .proto is that of another module, to which a symbolic link leads so that protoc finds it.
func (c *committed) isOfOtherModule(file string) bool {
	root, rootErr := filepath.EvalSymlinks(c.protoPath(""))
	name, err := filepath.EvalSymlinks(c.protoPath(file))
	if rootErr != nil || err != nil || strings.HasPrefix(name, root+string(filepath.Separator)) {
		return false
	}
	data, err := os.ReadFile(name)
	source := schema.Source(data)
	return err == nil && source != "" && source != c.module && !strings.HasPrefix(source, c.module+"/")
}

// checkRename reports a .proto that says it is of another package than was= does: a person can have written that there.
func (c *committed) checkRename(p *pkg, found string) {
	if found == "" {
		c.problems.Add(token.Position{Filename: c.protoPath(p.out.File), Line: 1, Column: 1}, "restore the file from version control", "this file has no package")
		return
	}
	if p.out.Was == found {
		return
	}
	c.problems.Add(p.ledger.PackagePos(),
		"if it was renamed, write //grpc:package "+p.out.Proto+" was="+found+" above the package clause of "+p.Path+";\n"+
			"if not, write package "+p.out.Proto+" here again",
		"package %s is %s in Go", found, p.out.Proto)
}

func (c *committed) readLedger(file string) *ledger.File {
	found, diags := ledger.Read(c.protoPath(""), file)
	if c.problems = append(c.problems, diags...); len(diags) > 0 {
		return nil // what it says cannot be held against the Go source
	}
	return found
}

// formerFile returns the .proto that a package had under the name that was= gives: one that no other package writes. It is
// empty if the package has been built under its new name.
func (c *committed) formerFile(p *pkg, d *source.Directive, orphans []string) string {
	was, pos := d.Word("was"), d.At("was")
	if !names.IsPackage(was) {
		c.problems.Add(pos, "write the name that the package had", "%q is not a proto package name", was)
		return ""
	}
	var found []string
	for _, file := range orphans {
		if c.packageIn(file) == was {
			found = append(found, file)
		}
	}
	if same := path.Base(p.out.File); len(found) > 1 {
		if i := slices.IndexFunc(found, func(file string) bool { return path.Base(file) == same }); i >= 0 {
			found = found[i : i+1]
		}
	}
	taken := slices.ContainsFunc(c.packages, func(other *pkg) bool { return other != p && other.out.Proto == was })
	switch {
	case modtree.IsFile(c.protoPath(p.out.File)):
		c.warnings.Add(pos, "remove it", "was=%s has no effect: %s is there already", was, p.out.File)
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		c.problems.Add(pos, "say which one: //grpc:package "+p.out.Proto+" was="+was+" file=NAME", "was=%s: several files could be the former one of this package: %s", was, strings.Join(found, ", "))
	case taken:
		c.problems.Add(pos, "remove was=, or rename the other package", "was=%s: %s is another package", was, was)
	default:
		c.warnings.Add(pos, "remove it", "was=%s has no effect: there is no .proto of that package", was)
	}
	return ""
}

// reportOrphan reports a .proto that no package writes. To remove it would forget its numbers, so that is the user's to do.
func (c *committed) reportOrphan(file string) {
	found, diags := ledger.Read(c.protoPath(""), file)
	if found == nil && len(diags) > 0 {
		c.problems = append(c.problems, diags...)
		return
	}
	name, now := found.Package(), "NEW"
	base := strings.TrimSuffix(path.Base(file), ".proto")
	pos := token.Position{Filename: c.protoPath(file), Line: 1, Column: 1}
	if p := c.heir(file); p != nil && p.out.Proto == name {
		folder := c.settings.Folder() + "/"
		c.problems.Add(pos, "move it to keep the numbers: git mv "+folder+file+" "+folder+p.out.File,
			"this is the .proto of package %s, which is %s now", p.Path, p.out.File)
		return
	} else if p != nil {
		now = p.out.Proto
	}
	c.problems.Add(pos,
		"if the package has another name now, write //grpc:package "+now+" was="+name+" above its package clause;\n"+
			"if only its folder has, write //grpc:package "+name+" file="+base+"; a package can keep the file that way even if it has nothing else;\n"+
			"or delete this file, and with it the record of numbers that programs may still use",
		"no Go package of the module generates this file, and grpcgen never deletes a .proto")
}

// packageIn returns the proto package of a committed .proto.
func (c *committed) packageIn(file string) string {
	found, _ := ledger.Read(c.protoPath(""), file)
	return found.Package()
}

// heir returns the package that a .proto was written for, if that has no .proto now.
func (c *committed) heir(file string) *pkg {
	data, err := os.ReadFile(c.protoPath(file))
	for _, p := range c.packages {
		if err == nil && p.ledger == nil && p.Path == schema.Source(data) && !modtree.IsFile(c.protoPath(p.out.File)) {
			return p
		}
	}
	return nil
}

// protoPath returns where a .proto is that imports name.
func (c *committed) protoPath(file string) string {
	return filepath.Join(c.dir, filepath.FromSlash(c.settings.Folder()), filepath.FromSlash(file))
}

// checkNotOurs reports the files that have the names of glue and that grpcgen did not write.
func (c *committed) checkNotOurs() {
	for _, p := range c.packages {
		if !p.out.Selected || len(p.out.Services)+len(p.out.Messages)+len(p.out.Enums) == 0 {
			continue
		}
		for _, file := range schema.GlueFiles {
			name := filepath.Join(c.dir, filepath.FromSlash(p.Dir), file)
			if data, err := os.ReadFile(name); err == nil && !schema.MayReplace(data) {
				c.problems.Add(token.Position{Filename: name, Line: 1, Column: 1},
					"if a person wrote it, give it another name;\nif grpcgen did, and its first lines are damaged, delete it: build writes it again",
					"this file was not written by grpcgen, and will not be overwritten")
			}
		}
	}
}

// ledgers returns what the .proto files of the packages remember.
func (c *committed) ledgers() map[*schema.Package]*ledger.File {
	old := map[*schema.Package]*ledger.File{}
	for _, p := range c.packages {
		if p.ledger != nil {
			old[p.out] = p.ledger
		}
	}
	return old
}
