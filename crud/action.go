package crud

// Action is one of the actions of a model.
type Action uint8

// The actions.
const (
	CreateAction Action = iota
	ListAction
	RetrieveAction
	UpdateAction
	PartialUpdateAction
	DestroyAction
	StreamAction
)

// String returns the name of the action's method.
func (a Action) String() string {
	return [...]string{"Create", "List", "Retrieve", "Update", "PartialUpdate", "Destroy", "Stream"}[min(a, StreamAction)]
}

// Safe reports whether the action changes nothing.
func (a Action) Safe() bool { return a == ListAction || a == RetrieveAction || a == StreamAction }
