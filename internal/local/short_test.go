package local_test

import "github.com/grpcgen/grpcgen/internal/calltest"

// Short names for what the tests of calls share.
type (
	msg       = calltest.Msg
	seq       = calltest.Seq
	behaviour = calltest.Behaviour
	client    = calltest.Client
)

var (
	text     = calltest.Text
	words    = calltest.Words
	failing  = calltest.Failing
	collect  = calltest.Collect
	echo     = calltest.Echo
	onBoth   = calltest.OnBoth
	timeout  = calltest.Timeout
	wantCode = calltest.WantCode
)
