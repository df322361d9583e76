package glue

import (
	"crypto/sha256"
	"fmt"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// pair has each of the two files of a package name a constant of the other, which is called by a hash of the descriptor and
// the codec, so that files of two builds do not compile together.
func pair(services, codec *glue, descriptor string) {
	hash := sha256.Sum256(fmt.Append(nil, descriptor, codec.Body.String()))
	servicesConst, codecConst := fmt.Sprintf("%s%x", schema.ServicesConst, hash[:8]), fmt.Sprintf("%s%x", schema.CodecConst, hash[:8])
	services.builtWith(schema.CodecFile, servicesConst, codecConst)
	codec.builtWith(schema.GlueFile, codecConst, servicesConst)
}

// builtWith prints the constant of this file, and names that of the other.
func (g *glue) builtWith(file, own, other string) {
	g.P("// If this does not compile, this file and ", file, ` are of two builds: run "grpcgen build".`)
	g.P("const (")
	g.P(own, " = true")
	g.P("_ = ", other)
	g.P(")")
	g.P()
}
