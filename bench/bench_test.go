package main

import (
	"io"
	"testing"
)

// Every contender encodes the message that all others decode.
func TestContenders(t *testing.T) {
	for _, r := range codecRaces() {
		for _, c := range r.marshal {
			output = nil
			if c.op(); r.same(output) != nil {
				t.Errorf("%s of %s: %v", c.name, r.shape, r.same(output))
			}
		}
		for _, c := range append(r.pooled, r.unmarshal...) {
			c.op() // panics at an error
		}
		if sink == nil {
			t.Errorf("%s: nothing was decoded", r.shape)
		}
	}
}

func TestStacks(t *testing.T) {
	for _, r := range rpcRaces() {
		for i := range r.contenders {
			r.contenders[i].op()
		}
		results := namedRace{part: r.part, shape: r.shape, per: r.per, contenders: r.contenders[:2]}.run(1)
		r.print(io.Discard, results)
	}
}
