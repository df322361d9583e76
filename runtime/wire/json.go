package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// A json.RawMessage travels as google.protobuf.Value: what it says, not how it is spelled. Without text it is absent.

// parseJSON returns what a text says, or why it says nothing. An empty one is null, as in package encoding/json.
func parseJSON[T ~[]byte](text T) (v any, why string) {
	if len(text) == 0 {
		return nil, ""
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, "the text is not JSON: " + err.Error()
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, "the text is more than one JSON value"
	}
	return v, ""
}

// SizeJSON returns the size of google.protobuf.Value field num.
func SizeJSON[T ~[]byte](num int, v T) int {
	if len(v) == 0 {
		return 0
	}
	return sizeTag(num) + LenJSON(v)
}

// PutJSON writes google.protobuf.Value field num.
func PutJSON[T ~[]byte](b []byte, i, num int, v T) int {
	if len(v) == 0 {
		return i
	}
	return putTag(b, RawJSON(b, i, v), num, Bytes)
}

// LenJSON returns the size of what v says with its length.
func LenJSON[T ~[]byte](v T) int {
	value, _ := parseJSON(v)
	return LenAny(value)
}

// RawJSON writes what v says and its length. It panics if v is not JSON.
func RawJSON[T ~[]byte](b []byte, i int, v T) int {
	value, why := parseJSON(v)
	if why != "" {
		cannotEncode("%s", why)
	}
	return RawAny(b, i, value)
}

// ReadJSON reads a google.protobuf.Value as JSON, with the members of structs in the order of their names. A number that
// JSON does not have, such as NaN, is an error, and so is a value in so many records that writing it again for each would
// take more than the input deserves.
func ReadJSON[T ~[]byte](d *Decoder, b []byte, i int, v *T) int {
	value, ok := d.jsonOf(*v)
	if !ok {
		return d.refuse("a JSON value comes in too many parts")
	}
	if i = readAny(d, b, i, &value); i < 0 || value == any(keepJSON{}) {
		return i
	}
	text, why := appendJSON(nil, value)
	if why != "" {
		return d.refuse("%s", why)
	}
	*v = text
	state := d.jsonState()
	state.text, state.value = text, value
	return i
}

// keepJSON stands for a text that is kept if a record has no value: that of a scalar, which any other replaces.
type keepJSON struct{}

// jsonState is what reading JSON remembers: what was read last, as text and as the value of the text, and how many bytes
// were written again.
type jsonState struct {
	text      []byte
	value     any
	rewritten int
}

// jsonState returns it, made when it is first asked for: few messages hold JSON.
func (d *Decoder) jsonState() *jsonState {
	if d.json == nil {
		d.json = new(jsonState)
	}
	return d.json
}

// jsonOf returns what a record is merged into. Parsing a text, and writing it again, is paid for from a budget that is in
// proportion to the input; it reports false when that is used up.
func (d *Decoder) jsonOf(text []byte) (value any, ok bool) {
	switch first := bytes.TrimLeft(text, " \t\r\n"); {
	case len(first) == 0:
		return nil, true
	case first[0] != '{' && first[0] != '[':
		return keepJSON{}, true
	}
	state := d.jsonState()
	state.rewritten += len(text)
	if len(state.text) == len(text) && unsafe.SliceData(state.text) == unsafe.SliceData(text) {
		value = state.value
	} else {
		const parsed = 8 // times as much memory as writing takes
		state.rewritten += parsed * len(text)
		value, _ = parseJSON(text)
	}
	return value, state.rewritten <= 4*len(d.root)+16<<10
}

// appendJSON appends what an any holds, spelled as package encoding/json does without escapes for HTML, or says why it
// cannot.
func appendJSON(b []byte, v any) (text []byte, why string) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), ""
	case bool:
		return strconv.AppendBool(b, v), ""
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Sprintf("JSON cannot hold the number %v", v)
		}
		return appendNumber(b, v), ""
	case json.Number:
		return append(b, v...), ""
	case string:
		return appendQuoted(b, v), ""
	case map[string]any:
		b = append(b, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			if b, why = appendJSON(append(appendQuoted(b, key), ':'), v[key]); why != "" {
				return nil, why
			}
		}
		return append(b, '}'), ""
	}
	b = append(b, '[')
	for i, e := range v.([]any) {
		if i > 0 {
			b = append(b, ',')
		}
		if b, why = appendJSON(b, e); why != "" {
			return nil, why
		}
	}
	return append(b, ']'), ""
}

// appendNumber spells a number as JavaScript does: with an exponent if it is very small or very large.
func appendNumber(b []byte, f float64) []byte {
	if a := math.Abs(f); a == 0 || 1e-6 <= a && a < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64)
	}
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	if n := len(b); b[n-4] == 'e' && b[n-2] == '0' { // e-07 is e-7
		b = append(b[:n-2], b[n-1])
	}
	return b
}

// appendQuoted quotes valid UTF-8. U+2028 and U+2029 end lines in JavaScript.
func appendQuoted(b []byte, s string) []byte {
	const short = "\b\f\n\r\t"
	b = append(b, '"')
	for _, c := range s {
		switch i := strings.IndexRune(short, c); {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c < ' ' && i >= 0:
			b = append(b, '\\', "bfnrt"[i])
		case c < ' ' || c == '\u2028' || c == '\u2029':
			b = fmt.Appendf(b, "\\u%04x", c)
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return append(b, '"')
}
