package wire

import (
	"bytes"
	"encoding/json"
	"io"
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
		return nil, "the text is no JSON: " + err.Error()
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

// RawJSON writes what v says and its length. It panics if v is no JSON.
func RawJSON[T ~[]byte](b []byte, i int, v T) int {
	value, why := parseJSON(v)
	if why != "" {
		cannotEncode("%s", why)
	}
	return RawAny(b, i, value)
}

// ReadJSON reads a google.protobuf.Value as JSON, with the members of structs in the order of their names. A number that
// JSON does not have, such as NaN, is an error.
func ReadJSON[T ~[]byte](d *Decoder, b []byte, i int, v *T) int {
	var value any
	if len(*v) > 0 {
		value, _ = parseJSON(*v)
	}
	if i = readAny(d, b, i, &value); i < 0 {
		return i
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return d.refuse("%v", err)
	}
	*v = T(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	return i
}
