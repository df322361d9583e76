package hostile

import (
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// A zero value that its own type does not read back is absent.
func TestUnreadZero(t *testing.T) {
	for _, m := range []*Dates{{}, {Text: Text{"a"}}, {Date: Date{3}}} {
		b, err := proto.Marshal(m)
		if err != nil || proto.Size(m) != len(b) {
			t.Error(err)
		}
		var back, fromJSON Dates
		if err := proto.Unmarshal(b, &back); err != nil || back != *m {
			t.Errorf("%v, %v", back, err)
		}
		js, err := protojson.Marshal(m)
		if err == nil {
			err = protojson.Unmarshal(js, &fromJSON)
		}
		if err != nil || fromJSON != *m || !proto.Equal(&back, m) {
			t.Errorf("%s, %v", js, err)
		}
	}
}
