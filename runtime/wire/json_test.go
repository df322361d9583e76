package wire

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
)

// What is written is what package encoding/json writes.
func TestAppendJSON(t *testing.T) {
	values := []any{
		nil, true, "", "a\"b\\c/<>&\x00\x1f\b\f\n\r\t\u007f\u2028\u2029é日\U0001F600", []any{}, map[string]any{}, json.Number("12345678901234567890"),
		map[string]any{"b": []any{1.0, nil}, "a": "x", "": map[string]any{"\n": false}}, math.Copysign(0, -1), 1e21, 1e-7, 1e20, 1e-6, math.MaxFloat64,
	}
	for range 1000 {
		values = append(values, math.Float64frombits(rand.Uint64()&^(1<<62)))
	}
	for _, v := range values {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		if got, why := appendJSON(nil, v); string(got)+"\n" != want.String() || why != "" {
			t.Errorf("%v: got %s, %s, want %s", v, got, why, want.String())
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, why := appendJSON(nil, []any{map[string]any{"": f}}); why == "" {
			t.Errorf("%v is %s", f, got)
		}
	}
}
