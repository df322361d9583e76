// Package googleapi has the .proto files that a binding to HTTP is written with, for whatever compiles one that has such
// a binding: nobody keeps a copy of them beside their own files.
package googleapi

import (
	"strings"

	_ "google.golang.org/genproto/googleapis/api/annotations" // registers them
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// File returns the file of google.api that is imported by that name, or nil.
func File(name string) protoreflect.FileDescriptor {
	if !strings.HasPrefix(name, "google/api/") {
		return nil
	}
	fd, err := protoregistry.GlobalFiles.FindFileByPath(name)
	if err != nil {
		return nil
	}
	return fd
}
