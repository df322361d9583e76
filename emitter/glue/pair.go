package glue

import (
	"crypto/sha256"
	"fmt"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// pair has each of the two files of a package name a constant of the other, which is called by a hash of the descriptor and
// the codec, so that files of two builds do not compile together. It prints that of services, and returns the text for codec,
// where it stands above everything: a compiler reports that file first, from its top.
func pair(services, codec *glue, descriptor string) string {
	hash := sha256.Sum256(fmt.Append(nil, descriptor, codec.Body.String()))
	servicesConst, codecConst := fmt.Sprintf("%s%x", schema.ServicesConst, hash[:8]), fmt.Sprintf("%s%x", schema.CodecConst, hash[:8])
	services.Body.WriteString(builtWith(schema.CodecFile, servicesConst, codecConst))
	return builtWith(schema.GlueFile, codecConst, servicesConst)
}

// builtWith returns the constant of one file, with the name of that in the other file.
func builtWith(file, own, other string) string {
	return fmt.Sprintf(`// If this does not compile, this file and %s come from different builds: run "grpcgen build".
const (
	%s = true
	_ = %s
)

`, file, own, other)
}
