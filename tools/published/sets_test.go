package published

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/jhump/protoreflect/v2/protoprint"
	_ "google.golang.org/genproto/googleapis/api/annotations" // custom options that the comparison reads
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// set is what is imported in one run: all files that become Go.
type set struct {
	name   string
	root   string // folder of the imports
	files  []string
	drop   []string                      // options to leave out
	linked []protoreflect.FileDescriptor // what the files are printed from, if they are published as Go only
}

// googleapis is where Google's .proto files are: an npm package.
const googleapis = "node_modules/google-proto-files"

// sets returns what is imported.
func sets(t *testing.T) []set {
	t.Helper()
	all := []set{
		printed(t, "interop", grpc_testing.File_grpc_testing_test_proto, grpc_testing.File_grpc_testing_messages_proto, grpc_testing.File_grpc_testing_empty_proto),
		printed(t, "health", grpc_health_v1.File_grpc_health_v1_health_proto),
		printed(t, "reflection", grpc_reflection_v1.File_grpc_reflection_v1_reflection_proto),
		printed(t, "reflection_v1alpha", grpc_reflection_v1alpha.File_grpc_reflection_v1alpha_reflection_proto),
		conformance(t),
	}
	root, err := filepath.Abs(googleapis)
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range google {
		all = append(all, set{name: name, root: root, files: files, drop: googleOptions})
	}
	return all
}

// conformance is connect's conformance suite, as its module has it.
func conformance(t *testing.T) set {
	t.Helper()
	const module, sum = "connectrpc.com/conformance@v1.0.7", "h1:9Sqx8vEeRJyKoIAiYdEuABrlPKRoNxVHSbJ0CVil7xg="
	var found struct{ Dir, Sum string }
	if err := json.Unmarshal([]byte(run(t, t.TempDir(), "go", "mod", "download", "-json", module)), &found); err != nil {
		t.Fatal(err)
	}
	if found.Sum != sum {
		t.Fatalf("%s has the sum %s", module, found.Sum)
	}
	root := filepath.Join(found.Dir, "proto")
	return set{name: "conformance", root: root, files: below(t, root)}
}

// google has oneofs, maps, deep nesting, presence, aliases, deprecation, bindings to HTTP, most well-known types, and files
// that import each other.
var google = map[string][]string{
	"attributes":   {"google/rpc/context/attribute_context.proto"},
	"bigtable":     {"google/bigtable/v2/data.proto", "google/type/date.proto"},
	"containers":   {"google/container/v1/cluster_service.proto", "google/type/date.proto", "google/type/timeofday.proto"},
	"datastore":    {"google/datastore/v1/entity.proto", "google/datastore/v1/query.proto", "google/type/latlng.proto"},
	"distribution": {"google/api/distribution.proto"},
	"errors":       {"google/rpc/code.proto", "google/rpc/error_details.proto"},
	"expressions":  {"google/api/expr/v1alpha1/syntax.proto", "google/api/expr/v1alpha1/checked.proto"},
	"firestore":    {"google/firestore/v1/firestore.proto", "google/type/latlng.proto"},
	"grafeas":      {"grafeas/v1/grafeas.proto"},
	"library":      {"google/example/library/v1/library.proto"},
	"logs":         {"google/logging/v2/log_entry.proto", "google/logging/type/http_request.proto", "google/logging/type/log_severity.proto"},
	"pubsub":       {"google/pubsub/v1/pubsub.proto"},
	"spanner":      {"google/spanner/v1/spanner.proto"},
	"storage":      {"google/storage/v2/storage.proto", "google/iam/v1/iam_policy.proto", "google/type/expr.proto", "google/type/date.proto"},
	"types":        {"google/type/date.proto", "google/type/datetime.proto", "google/type/color.proto", "google/type/money.proto", "google/type/phone_number.proto"},
}

// googleOptions are Google's custom options and others that Go cannot say.
var googleOptions = []string{
	"google.api.api_version", "google.api.default_host", "google.api.field_behavior", "google.api.field_info", "google.api.method_signature",
	"google.api.oauth_scopes", "google.api.resource", "google.api.resource_definition", "google.api.resource_reference", "google.api.routing",
	"google.longrunning.operation_info", "java_outer_classname", "ctype",
}

// printed writes the .proto files of descriptors.
func printed(t *testing.T, name string, files ...protoreflect.FileDescriptor) set {
	t.Helper()
	s := set{name: name, root: t.TempDir(), linked: files}
	for _, fd := range files {
		var text bytes.Buffer
		if err := (&protoprint.Printer{}).PrintProtoFile(fd, &text); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(s.root, fd.Path()), text.String())
		s.files = append(s.files, fd.Path())
	}
	return s
}
