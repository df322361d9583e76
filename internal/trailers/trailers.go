// Package trailers keeps statuses as short as the peers of other languages take them: many allow 8 KiB for all trailers.
package trailers

import (
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// Most is how many bytes a status may take in trailers.
const Most = 6000

// Size returns how many bytes a status takes in trailers: its text, where a byte that is not printable in ASCII is three, and
// all of it again in base64 if it has details.
func Size(s *status.Status) int {
	n := 0
	for _, c := range []byte(s.Message()) {
		if n++; c < ' ' || c > '~' || c == '%' {
			n += 2
		}
	}
	if len(s.Proto().GetDetails()) > 0 {
		n += (proto.Size(s.Proto()) + 2) / 3 * 4
	}
	return n
}

// Fit returns the first status that fits, of those that are made with less and less: first of the details until one is
// left, and then of each text.
func Fit(details int, from func(details, longest int) *status.Status) *status.Status {
	longest := Most / 4
	for {
		s := from(details, longest)
		switch {
		case Size(s) <= Most || longest < 64:
			return s
		case details > 1:
			details--
		default: // what is not ASCII takes several times as much
			longest /= 2
		}
	}
}
