package everything

import (
	"log/slog"
	"math"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

func TestTexts(t *testing.T) {
	zone := time.Date(2024, 5, 6, 7, 8, 9, 10, time.FixedZone("", 3600))
	m := &Texts{
		At: zone, Wait: 90 * time.Minute, Number: *big.NewInt(-7), Addr: netip.MustParseAddr("::1"), Key: Key{0xab, 1, 2, 3},
		RawKey: Key{1, 2, 3, 4}, RawIP: net.IPv4(1, 2, 3, 4).To4(), OptNumber: new(big.Int),
		ByKey: map[Key]netip.Prefix{{1}: netip.MustParsePrefix("10.0.0.0/8")}, Level: slog.LevelWarn,
	}
	d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
	if err := proto.Unmarshal(marshal(t, m), d); err != nil {
		t.Fatal(err)
	}
	js, err := protojson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"addr":"::1","number":"-7","key":"ab010203","level":"WARN","rawKey":"AQIDBA==","rawIp":"AQIDBA==",` +
		`"at":"2024-05-06T07:08:09.00000001+01:00","wait":"1h30m0s","optNumber":"0","byKey":{"01000000":"10.0.0.0/8"}}`
	// What an AddrPort sends of its zero value, and what protojson does to spaces, are not part of the comparison.
	got := strings.ReplaceAll(strings.ReplaceAll(string(js), " ", ""), `"rawAddr":"AAA=",`, "")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back Texts
	if err := proto.Unmarshal(marshal(t, m), &back); err != nil || !back.At.Equal(zone) {
		t.Errorf("%v, %v", back.At, err)
	}
	if _, offset := back.At.Zone(); offset != 3600 {
		t.Errorf("the offset came back as %d", offset)
	}
	for _, wait := range []time.Duration{math.MinInt64, math.MaxInt64, 1, -999_999_999} {
		var back Texts
		if err := proto.Unmarshal(marshal(t, &Texts{Wait: wait}), &back); err != nil || back.Wait != wait {
			t.Errorf("%d came back as %d, %v", wait, back.Wait, err)
		}
	}
}

func TestTextErrors(t *testing.T) {
	text := func(s string) []byte { return protowire.AppendString(nil, s) }
	for name, b := range map[string][]byte{
		"Texts.addr: ParseAddr":           record(&Texts{}, "addr", protowire.BytesType, text("1.2.3")),
		"Texts.key: a key of 1 digits":    record(&Texts{}, "key", protowire.BytesType, text("1")),
		"Texts.key: a key of 0 digits":    record(&Texts{}, "key", protowire.BytesType, text("")),
		"Texts.raw_key: a key of 1 bytes": record(&Texts{}, "raw_key", protowire.BytesType, text("1")),
		"Texts.at: parsing time":          record(&Texts{}, "at", protowire.BytesType, text("yesterday")),
		"Texts.wait: time: invalid":       record(&Texts{}, "wait", protowire.BytesType, text("long")),
		"Texts.numbers: math/big":         record(&Texts{}, "numbers", protowire.BytesType, text("one")),
		"Texts.addrs: invalid UTF-8":      record(&Texts{}, "addrs", protowire.BytesType, text("\xff")),
		"Texts.by_key.key: a key of":      record(&Texts{}, "by_key", protowire.BytesType, length(0x0a, 1, 'x')),
	} {
		refused(t, &Texts{}, b, name)
	}
	if err := proto.Unmarshal(record(&Texts{}, "addr", protowire.BytesType, text("")), &Texts{}); err != nil {
		t.Errorf("an empty text is that of a zero Addr: %v", err)
	}
	for want, m := range map[string]*Texts{
		"encoded: time 0000":       {At: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		"year outside of range":    {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"IP address":               {IP: net.IP{1, 2, 3}},
		"nil has no value: remove": {Numbers: []*big.Int{nil}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoded as %x, %v; want %q", b, err, want)
		}
	}
}
