package hostile

import (
	"errors"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen"
)

func field(m proto.Message, name string, value string) []byte {
	fd := m.ProtoReflect().Descriptor().Fields().ByName(protoreflect.Name(name))
	return protowire.AppendString(protowire.AppendTag(nil, fd.Number(), protowire.BytesType), value)
}

// Numbers without end are refused before anybody computes them.
func TestNumbers(t *testing.T) {
	digits := strings.Repeat("7", 10_000)
	for _, c := range []struct {
		field, text string
		fits        bool
	}{
		{"int", digits, true},
		{"int", "-" + digits, true},
		{"int", digits + "7", false},
		{"refs", digits + "7", false},
		{"money", digits, true},
		{"money", digits + "7", false},
		{"money", strings.Repeat("7", 1<<20), false},
		{"rat", digits + "/" + digits, true},
		{"rat", "1/" + digits + "7", false},
		{"rat", "1e10000", true},
		{"rat", "1e10001", false},
		{"rat", "1e-10001", false},
		{"float", "1e10000", true},
		{"float", "1E+1000000", false},
		{"float", "1e10000000", false},
		{"float", "0x1p2147483646", false},
		{"float", "0x1p-10001", false},
		{"float", "1p10001", false},
		{"float", "0x1e10000", true},
		{"float", "Inf", true},
		{"text", digits + "e99999", true},
	} {
		for how, decode := range map[string]func() error{
			"wire": func() error { return proto.Unmarshal(field(&Numbers{}, c.field, c.text), &Numbers{}) },
			"JSON": func() error {
				value := `"` + c.text + `"`
				if c.field == "refs" {
					value = "[" + value + "]"
				}
				return protojson.Unmarshal([]byte(`{"`+c.field+`":`+value+`}`), &Numbers{})
			},
		} {
			used, spent, err := cost(decode)
			if (err == nil) != c.fits || err != nil && !strings.Contains(err.Error(), "a number ") {
				t.Errorf("%s: %s %.20s: %v", how, c.field, c.text, err)
			}
			if used > 16<<20 || spent.Seconds() > 1 {
				t.Errorf("%s: %s %.20s: %d MB, %v", how, c.field, c.text, used>>20, spent)
			}
		}
	}
}

// What an error quotes of the input is short, and so is the error.
func TestLongErrors(t *testing.T) {
	for name, value := range map[string]string{
		"letters": "quote" + strings.Repeat("x", 1<<20),
		"quotes":  "quote" + strings.Repeat(`"`, 1<<20),
		"unicode": "quote" + strings.Repeat("é", 1<<19),
	} {
		for how, err := range map[string]error{
			"text":   grpcgen.Unmarshal(field(&Part{}, "text", value), &Part{}),
			"data":   grpcgen.Unmarshal(field(&Part{}, "data", value), &Part{}),
			"native": protojson.Unmarshal([]byte(`{"text":"`+strings.ReplaceAll(value, `"`, `\"`)+`"}`), &Part{}),
		} {
			if err == nil || len(err.Error()) > 600 || !strings.HasSuffix(err.Error(), "is not a text") {
				t.Errorf("%s by %s: %.700v", name, how, err)
			}
		}
	}
}

// An error deep inside names the outermost and the innermost levels, and costs what the input is worth.
func TestDeepErrors(t *testing.T) {
	b := []byte{0x0f}
	for range 9990 {
		fd := (&Node{}).ProtoReflect().Descriptor().Fields().ByName("next")
		b = protowire.AppendBytes(protowire.AppendTag(nil, fd.Number(), protowire.BytesType), b)
	}
	var err error
	used, _, _ := cost(func() error { err = grpcgen.Unmarshal(b, &Node{}); return nil })
	var bad *grpcgen.DecodeError
	if !errors.As(err, &bad) || len(bad.Field) > 200 || !strings.HasPrefix(bad.Field, "next.next.") || !strings.Contains(bad.Field, "...") {
		t.Errorf("%.300v", err)
	}
	if limit := uint64(64*len(b) + 8<<20); used > limit {
		t.Errorf("%d bytes take %d", len(b), used)
	}
}
