package breaking

import (
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

func sameClientStreaming(c *comparison, now, was protoreflect.MethodDescriptor) {
	sameStreaming(c, now, was, "client", now.IsStreamingClient(), was.IsStreamingClient())
}

func sameServerStreaming(c *comparison, now, was protoreflect.MethodDescriptor) {
	sameStreaming(c, now, was, "server", now.IsStreamingServer(), was.IsStreamingServer())
}

func sameStreaming(c *comparison, method, old protoreflect.MethodDescriptor, end string, now, was bool) {
	if now == was {
		return
	}
	before, after := "streaming", "unary"
	if now {
		before, after = after, before
	}
	c.report(method, old, "RPC %q on service %q changed from %s %s to %[3]s %[5]s.", method.Name(), method.Parent().Name(), end, before, after)
}

func sameRequestType(c *comparison, now, was protoreflect.MethodDescriptor) {
	sameMessageType(c, now, was, "request", now.Input(), was.Input())
}

func sameResponseType(c *comparison, now, was protoreflect.MethodDescriptor) {
	sameMessageType(c, now, was, "response", now.Output(), was.Output())
}

func sameMessageType(c *comparison, method, old protoreflect.MethodDescriptor, direction string, now, was protoreflect.MessageDescriptor) {
	if now.FullName() != was.FullName() {
		c.report(method, old, "RPC %q on service %q changed %s type from %q to %q.",
			method.Name(), method.Parent().Name(), direction, was.FullName(), now.FullName())
	}
}

func sameIdempotency(c *comparison, now, was protoreflect.MethodDescriptor) {
	level := func(m protoreflect.MethodDescriptor) descriptorpb.MethodOptions_IdempotencyLevel {
		return m.Options().(*descriptorpb.MethodOptions).GetIdempotencyLevel()
	}
	if level(now) != level(was) {
		c.report(now, was, `RPC %q on service %q changed option "idempotency_level" from %q to %q.`,
			now.Name(), now.Parent().Name(), level(was), level(now))
	}
}
