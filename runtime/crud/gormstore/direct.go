package gormstore

import (
	"context"

	"github.com/grpcgen/grpcgen/runtime/crud"
)

type direct struct{}

func newDirect(*table) *direct { return nil }

func (t *table) below() bool  { return false }
func (t *table) cursor() bool { return false }

func (d *direct) create(context.Context, any) error                                     { return nil }
func (d *direct) retrieve(context.Context, *crud.Query, bool, any) error                { return nil }
func (d *direct) list(context.Context, *crud.Query, any) error                          { return nil }
func (d *direct) count(context.Context, *crud.Query) (int64, error)                     { return 0, nil }
func (d *direct) update(context.Context, any, []*column) error                          { return nil }
func (d *direct) destroy(context.Context, any) error                                    { return nil }
func (d *direct) stream(context.Context, *crud.Query, func() any, func(any) bool) error { return nil }
