// Package convert is the code that a user of protoc writes by hand: between the structs of a program and those of protoc.
package convert

import (
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/grpcgen/grpcgen/bench/rival/pb"
	"github.com/grpcgen/grpcgen/bench/shape"
)

// SmallTo makes protoc's struct of ours.
func SmallTo(m *shape.Small) *pb.Small {
	return &pb.Small{Name: m.Name, Id: m.ID, Active: m.Active, Kind: pb.Kind(m.Kind)}
}

// SmallFrom makes our struct of protoc's.
func SmallFrom(x *pb.Small) shape.Small {
	return shape.Small{Name: x.GetName(), ID: x.GetId(), Active: x.GetActive(), Kind: shape.Kind(x.GetKind())}
}

// AddrTo makes protoc's struct of ours.
func AddrTo(m *shape.Address) *pb.Address {
	if m == nil {
		return nil
	}
	return &pb.Address{Street: m.Street, City: m.City, Country: m.Country, Zip: m.Zip, Lat: m.Lat, Lon: m.Lon}
}

// AddrFrom makes our struct of protoc's.
func AddrFrom(x *pb.Address) *shape.Address {
	if x == nil {
		return nil
	}
	return &shape.Address{Street: x.Street, City: x.City, Country: x.Country, Zip: x.Zip, Lat: x.Lat, Lon: x.Lon}
}

// MediumTo makes protoc's struct of ours.
func MediumTo(m *shape.Medium) *pb.Medium {
	x := &pb.Medium{Id: m.ID, Title: m.Title, Description: m.Description, A: m.A, B: m.B, C: m.C, D: m.D, E: m.E, F: m.F, G: m.G, H: m.H, I: m.I, J: m.J, K: m.K, L: m.L, M: m.M, N: m.N, Kind: pb.Kind(m.Kind), Tags: m.Tags,
		Home: AddrTo(&m.Home), Work: AddrTo(m.Work), CreatedAt: timestamppb.New(m.CreatedAt), UpdatedAt: timestamppb.New(m.UpdatedAt), Nick: m.Nick, ParentId: m.ParentID, Verified: m.Verified, Score: m.Score, Ttl: durationpb.New(m.TTL)}
	x.Children = make([]*pb.Small, len(m.Children))
	for i := range m.Children {
		x.Children[i] = SmallTo(&m.Children[i])
	}
	return x
}

// MediumFrom makes our struct of protoc's.
func MediumFrom(x *pb.Medium) *shape.Medium {
	m := &shape.Medium{ID: x.Id, Title: x.Title, Description: x.Description, A: x.A, B: x.B, C: x.C, D: x.D, E: x.E, F: x.F, G: x.G, H: x.H, I: x.I, J: x.J, K: x.K, L: x.L, M: x.M, N: x.N, Kind: shape.Kind(x.Kind), Tags: x.Tags,
		Work: AddrFrom(x.Work), CreatedAt: x.CreatedAt.AsTime(), UpdatedAt: x.UpdatedAt.AsTime(), Nick: x.Nick, ParentID: x.ParentId, Verified: x.Verified, Score: x.Score, TTL: x.Ttl.AsDuration()}
	if h := AddrFrom(x.Home); h != nil {
		m.Home = *h
	}
	m.Children = make([]shape.Small, len(x.Children))
	for i, c := range x.Children {
		m.Children[i] = SmallFrom(c)
	}
	return m
}

// ListTo makes protoc's struct of ours.
func ListTo(m *shape.List) *pb.List {
	x := &pb.List{Ids: m.IDs, Vals: m.Vals, NextPage: m.NextPage, Items: make([]*pb.Item, len(m.Items))}
	for i := range m.Items {
		e := &m.Items[i]
		x.Items[i] = &pb.Item{Sku: e.SKU, Name: e.Name, Qty: e.Qty, Price: e.Price, Points: e.Points, Origin: AddrTo(e.Origin)}
	}
	return x
}

// ListFrom makes our struct of protoc's.
func ListFrom(x *pb.List) *shape.List {
	m := &shape.List{IDs: x.Ids, Vals: x.Vals, NextPage: x.NextPage, Items: make([]shape.Item, len(x.Items))}
	for i, e := range x.Items {
		m.Items[i] = shape.Item{SKU: e.Sku, Name: e.Name, Qty: e.Qty, Price: e.Price, Points: e.Points, Origin: AddrFrom(e.Origin)}
	}
	return m
}

// MapsTo makes protoc's struct of ours.
func MapsTo(m *shape.Maps) *pb.Maps {
	x := &pb.Maps{Labels: m.Labels, Counters: m.Counters, Weights: m.Weights, Payload: m.Payload, ById: make(map[int64]*pb.Small, len(m.ByID))}
	for k, v := range m.ByID {
		x.ById[k] = SmallTo(&v)
	}
	return x
}

// MapsFrom makes our struct of protoc's.
func MapsFrom(x *pb.Maps) *shape.Maps {
	m := &shape.Maps{Labels: x.Labels, Counters: x.Counters, Weights: x.Weights, Payload: x.Payload, ByID: make(map[int64]shape.Small, len(x.ById))}
	for k, v := range x.ById {
		m.ByID[k] = SmallFrom(v)
	}
	return m
}
