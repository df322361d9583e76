package naming

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

var (
	protoFile    = regexp.MustCompile(`^[a-zA-Z0-9_-]+(\.proto)?$`)
	version      = regexp.MustCompile(`^v[0-9]+((alpha|beta)[0-9]*)?$`)
	gopkgVersion = regexp.MustCompile(`\.v[0-9]+(-unstable)?$`) // gopkg.in/yaml.v3
	notWord      = regexp.MustCompile(`\W+`)
)

// IsFileName reports whether file= can give the .proto of a package that name.
func IsFileName(name string) bool { return protoFile.MatchString(name) }

// folders returns the folders of a proto package.
func folders(protoPackage string) string { return strings.ReplaceAll(protoPackage, ".", "/") }

// GoPackage returns the go_package of a .proto, which is named as others import it: a package beside it in the folder of the
// .proto files, unless the module decides otherwise, so that what protoc-gen-go generates never meets the Go behind it.
func GoPackage(module string, settings schema.Settings, file, protoPackage string) string {
	prefix := settings.GoPackagePrefix
	if prefix == "" {
		prefix = module + "/" + settings.Folder()
	}
	return prefix + "/" + path.Dir(file) + ";" + strings.ToLower(strings.ReplaceAll(LastName(protoPackage), "-", "_")) + "pb"
}

// LastName returns what a Go package may be called after a proto package: its last element, with the one before it if that
// is a version.
func LastName(protoPackage string) string {
	elements := strings.Split(protoPackage, ".")
	last := elements[len(elements)-1]
	if len(elements) > 1 && version.MatchString(last) {
		last = elements[len(elements)-2] + last
	}
	return last
}

// defaultPackage derives a proto package from an import path: the last element of the module path, or the prefix that
// the module has chosen, and the folders below it in lower snake case, without internal, cmd and a major version, followed
// by v1 unless the path ends with a version.
func defaultPackage(module, prefix, importPath, _ string) string {
	var elements []string
	if below := strings.TrimPrefix(strings.TrimPrefix(importPath, module), "/"); below != "" {
		elements = strings.Split(below, "/")
	}
	if prefix == "" {
		elements = append([]string{moduleName(module)}, elements...)
	}
	elements = slices.DeleteFunc(elements, func(e string) bool { return e == "internal" || e == "cmd" })
	for i, e := range elements {
		elements[i] = names.Snake(notWord.ReplaceAllString(e, "_"))
	}
	if prefix != "" {
		elements = append([]string{prefix}, elements...)
	}
	name := strings.Join(elements, ".")
	if i := strings.LastIndexByte(name, '.'); i < 0 || !version.MatchString(name[i+1:]) {
		name += ".v1"
	}
	return name
}

// moduleName returns the last element of a module path that is not a major version.
func moduleName(module string) string {
	base := path.Base(module)
	if version.MatchString(base) && path.Dir(module) != "." {
		base = path.Base(path.Dir(module))
	}
	return gopkgVersion.ReplaceAllString(base, "")
}
