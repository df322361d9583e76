package crudimpl_test

import (
	"reflect"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/crudimpl"
)

type row struct {
	ID   int64
	Name string
}

var fields = crud.NewFields[row]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

func TestConditions(t *testing.T) {
	var all []crud.Condition
	crudimpl.AddCondition[int64](&all, fields, "id", crud.Exact, nil)
	crudimpl.AddListCondition[int64](&all, fields, "id", crud.In, nil)
	if len(all) > 0 {
		t.Errorf("what is unset adds %v", all)
	}
	name := "a"
	crudimpl.AddCondition(&all, fields, "name", crud.Contains, &name)
	crudimpl.AddListCondition(&all, fields, "id", crud.In, []int64{1, 2})
	want := []crud.Condition{
		{Field: fields.Named("name"), Lookup: crud.Contains, Value: "a"},
		{Field: fields.Key(), Lookup: crud.In, Value: []any{int64(1), int64(2)}},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("the conditions are %v, want %v", all, want)
	}
}
