package built

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// ProtoFiles returns the .proto files of a module that grpcgen wrote, by their path below its folder, and the Go package
// that each was written for.
func ProtoFiles(root string) map[string]string {
	found := map[string]string{}
	modtree.Walk(root, func(name string) {
		if filepath.Ext(name) != ".proto" {
			return
		}
		data, err := os.ReadFile(name)
		if rel, relErr := filepath.Rel(root, name); err == nil && relErr == nil && schema.IsGenerated(data) {
			found[filepath.ToSlash(rel)] = schema.Source(data)
		}
	}, "node_modules")
	return found
}

// protoFolder returns the folder of a module's .proto files: the default, or the one that has the file of a Go package.
func protoFolder(root, goPath, file string) string {
	if modtree.IsFile(filepath.Join(root, schema.DefaultProtoDir, filepath.FromSlash(file))) {
		return schema.DefaultProtoDir
	}
	found := ProtoFiles(root)
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if folder, ok := strings.CutSuffix(path, "/"+file); ok && found[path] == goPath {
			return folder
		}
	}
	return schema.DefaultProtoDir
}
