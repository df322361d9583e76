package protofile

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// source collects what was read.
func (r *reader) source() *schema.GoSource {
	out := &schema.GoSource{Schema: &schema.Schema{Module: r.cfg.Module, Dir: r.cfg.Dir, Settings: r.cfg.Settings}, Names: r.names}
	for _, p := range r.packages {
		out.Schema.Packages = append(out.Schema.Packages, p.out)
		files := map[string]bool{}
		var docs []string
		for i, fd := range p.files {
			license, doc := head(fd)
			file := &schema.GoFile{Package: p.out, Path: path.Join(p.out.Dir, goFile(files, fd.Path())), Head: license, Lead: i == 0, Directive: r.packageDirective(p)}
			for _, d := range declarations(fd) {
				file.Decls = append(file.Decls, r.decls[d.FullName()])
			}
			out.Files = append(out.Files, file)
			for _, text := range doc {
				if text = formatted(text); !slices.Contains(docs, text) {
					docs = append(docs, text)
				}
			}
		}
		if p.out.Doc = paragraphs(docs...); p.out.Doc == "" {
			p.out.Doc = fmt.Sprintf("Package %s is the proto package %s.", p.out.GoName, p.out.Proto)
		}
	}
	if r.known.module != nil { // their .proto files are imported
		for _, p := range r.known.module.Packages {
			if r.packages[protoreflect.FullName(p.Proto)] == nil {
				out.Schema.Packages = append(out.Schema.Packages, p)
			}
		}
	}
	slices.SortFunc(out.Schema.Packages, func(a, b *schema.Package) int { return cmp.Compare(a.GoPath, b.GoPath) })
	slices.SortFunc(out.Files, func(a, b *schema.GoFile) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// packageDirective names the proto package, and the .proto where the rule gives another name.
func (r *reader) packageDirective(p *pkg) string {
	line := "//grpc:package " + p.out.Proto
	if byRule := r.naming.File(p.out.Proto, p.out.GoName); byRule != p.out.File {
		line += " file=" + path.Base(p.out.File)
	}
	return line
}

// declarations returns what a file declares in its order, what is nested behind what it is nested in.
func declarations(fd protoreflect.FileDescriptor) []protoreflect.Descriptor {
	var all []protoreflect.Descriptor
	each(fd, func(md protoreflect.MessageDescriptor) { all = append(all, md) }, func(ed protoreflect.EnumDescriptor) { all = append(all, ed) })
	for i := range fd.Services().Len() {
		all = append(all, fd.Services().Get(i))
	}
	locations := fd.SourceLocations()
	line := func(d protoreflect.Descriptor) int { return locations.ByDescriptor(outermost(d)).StartLine }
	slices.SortStableFunc(all, func(a, b protoreflect.Descriptor) int { return cmp.Compare(line(a), line(b)) })
	return all
}

func outermost(d protoreflect.Descriptor) protoreflect.Descriptor {
	for {
		outer, nested := d.Parent().(protoreflect.MessageDescriptor)
		if !nested {
			return d
		}
		d = outer
	}
}

// head returns the comments above the first lines of a file. Those of a license stay with the Go; the others are the
// package's, and so go into the .proto as well.
func head(fd protoreflect.FileDescriptor) (license, doc []string) {
	syntax, edition, packageLine := comments(fd, 12), comments(fd, 14), comments(fd, 2)
	texts := []string{packageLine.LeadingComments}
	for _, loc := range []protoreflect.SourceLocation{syntax, edition} {
		texts = append(append(texts, loc.LeadingDetachedComments...), loc.LeadingComments)
	}
	for _, text := range cleanAll(append(texts, packageLine.LeadingDetachedComments...)) {
		switch {
		case strings.HasPrefix(text, "Code generated "): // which the Go is not
		case licenseWord.MatchString(text):
			license = append(license, text)
		default:
			doc = append(doc, text)
		}
	}
	return license, doc
}

var licenseWord = regexp.MustCompile(`(?i)\b(copyright|licensed?|spdx)\b`)

// comments returns the comments at a line of a file by the number of its field in the descriptor.
func comments(fd protoreflect.FileDescriptor, number int32) protoreflect.SourceLocation {
	return fd.SourceLocations().ByPath(protoreflect.SourcePath{number})
}
