package hostile

import (
	"context"
	"iter"
)

// Node can hold itself in every way in which Go allows it.
//
//grpc:message
type Node struct {
	Name   string
	Next   *Node
	Nodes  []*Node
	Values []Node
	ByName map[string]*Node
	Inside map[string]Node
	Either Either
	Lists  [][]*Node
	Via    *Via
	Parent *Node `grpc:"-"`
	*Shared
}

// Shared is embedded.
type Shared struct{ Again *Node }

// Via leads back by another type.
type Via struct{ Back []*Node }

// Either is a node or a name.
//
//grpc:oneof
type Either interface{ either() }

// Is is a node.
//
//grpc:field 1
type Is struct{ Node *Node }

func (Is) either() {}

// NodeService takes nodes.
//
//grpc:service
type NodeService struct{}

// Unary answers with a node that holds itself.
//
//grpc:action
func (NodeService) Unary(_ context.Context, in *Node) (*Node, error) { return looped("next"), nil }

// Server answers with a node that holds itself.
//
//grpc:action
func (NodeService) Server(_ context.Context, in *Node) iter.Seq2[*Node, error] {
	return func(yield func(*Node, error) bool) { yield(looped("nodes"), nil) }
}

// looped returns a node that holds itself by the field of that name.
func looped(field string) *Node {
	n := &Node{Name: field}
	switch field {
	case "next":
		n.Next = n
	case "nodes":
		n.Nodes = []*Node{{}, n}
	case "values":
		n.Values = make([]Node, 1)
		n.Values[0].Values = n.Values
	case "by_name":
		n.ByName = map[string]*Node{"": {Next: n}}
	case "inside":
		n.Inside = map[string]Node{"": {Next: n}}
	case "either":
		n.Either = Is{n}
	case "lists":
		n.Lists = [][]*Node{{n}}
	case "via":
		n.Via = &Via{Back: []*Node{n}}
	case "again":
		n.Shared = &Shared{Again: n}
	}
	return n
}
