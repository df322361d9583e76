package built

import (
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestReadUnreadable has glue that is there and cannot be read: it must not count as a package that grpcgen has not built.
func TestReadUnreadable(t *testing.T) {
	dir, p := t.TempDir(), types.NewPackage("example.com/p", "p")
	if Read(p, p.Scope(), dir) != nil {
		t.Error("a folder without glue is a package that grpcgen has built")
	}
	if err := os.Mkdir(filepath.Join(dir, schema.GlueFile), 0o755); err != nil {
		t.Fatal(err)
	}
	b := Read(p, p.Scope(), dir)
	if b == nil || !strings.HasPrefix(b.WhyNot("T"), "its "+schema.GlueFile+" cannot be read: ") || strings.Contains(b.WhyNot("T"), dir) {
		t.Errorf("read %+v", b)
	}
}
