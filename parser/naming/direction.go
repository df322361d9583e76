package naming

import "strings"

// Direction is where a message travels, if that is part of its name. A struct can be two messages: one in requests and
// one in responses.
type Direction uint8

// The directions.
const (
	NoDirection Direction = iota // no action reaches the message, or it is the same in both
	Request
	Response
)

// Suffix returns what the names of messages end with that are made for a direction.
func (d Direction) Suffix() string { return [...]string{"", "Request", "Response"}[d] }

// InputSuffix marks the message of a struct in requests where the convention does not name messages after directions.
const InputSuffix = "Input"

// MessageIn returns the name of a struct's message in a direction.
func (c Convention) MessageIn(name string, direction Direction) string {
	if !c.Sided && direction == Request {
		return withSuffix(name, InputSuffix)
	}
	return withSuffix(name, direction.Suffix())
}

// IsOfRequests reports whether, of the two messages of a struct, the one of that name is the one in requests. Which
// convention made the name is not known.
func IsOfRequests(message string) bool {
	return strings.HasSuffix(message, InputSuffix) || strings.HasSuffix(message, Request.Suffix())
}
