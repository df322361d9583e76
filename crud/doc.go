// Package crud serves the rows of a database as a gRPC service: embed Service, and a struct has List, Create, Retrieve,
// Update, PartialUpdate and Destroy of a model.
//
//	//grpc:service
//	type QuestionService struct {
//		crud.Service[Question, int32]
//	}
//
//	model := crud.Must(crud.New(crud.Config[Question, int32]{Store: store}))
//	svc := &QuestionService{crud.NewService(model)}
//
// A model is a Go struct. Its fields say in their grpc tag what clients may do with them: primary, read_only, write_only,
// writable, filter=exact|range|contains, sort, search. From that "grpcgen build" makes a table, Fields, which this package reads. A
// Model ties it to a Store, which is a database, and to the hooks of a service.
//
// Each action is an ordinary annotated method: declare one of its name to override it, or remove it with //grpc:action -.
// In the doc comments of actions $model stands for the model, whose name is in its place in the .proto and in the client.
package crud
