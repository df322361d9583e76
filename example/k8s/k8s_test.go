package k8s

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
	corev1 "k8s.io/api/core/v1"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"

	"github.com/grpcgen/grpcgen"
)

// random fills a struct, with one entry in each map: the other generator writes them in no order.
func random(r *rand.Rand, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int32, reflect.Int64:
		v.SetInt(r.Int64N(1<<30) - 1<<29)
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(r.Uint64N(1 << 30))
	case reflect.Float64, reflect.Float32:
		v.SetFloat(r.NormFloat64())
	case reflect.String:
		v.SetString([]string{"", "a", "äöü"}[r.IntN(3)])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		random(r, v.Elem(), depth-1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(2), 2))
		for i := range v.Len() {
			random(r, v.Index(i), depth-1)
		}
	case reflect.Map:
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		random(r, k, depth-1)
		random(r, e, depth-1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(k, e)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); depth > 0 && !strings.HasPrefix(f.Name, "XXX_") && r.IntN(4) > 0 {
				random(r, v.Field(i), depth-1)
			}
		}
	}
}

// generated is a struct with the codec that its own generator gave it.
type generated interface {
	Marshal() ([]byte, error)
	Unmarshal([]byte) error
}

// Structs of the container runtime interface have the bytes of their own generated code, in both directions.
func TestOwnCodec(t *testing.T) {
	for _, zero := range []generated{
		new(cri.VersionRequest), new(cri.RunPodSandboxRequest), new(cri.ListContainersResponse), new(cri.ContainerEventResponse),
		new(cri.PodSandboxConfig), new(cri.ContainerStatus), new(cri.LinuxContainerResources), new(cri.Container),
	} {
		typ := reflect.TypeOf(zero).Elem()
		for seed := range uint64(300) {
			m := reflect.New(typ)
			random(rand.New(rand.NewPCG(seed, 1)), m.Elem(), 6)
			theirs, err := m.Interface().(generated).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			ours, err := grpcgen.Marshal(m.Interface())
			if err != nil {
				t.Fatalf("%s, seed %d: %v", typ, seed, err)
			}
			if !bytes.Equal(ours, theirs) {
				t.Fatalf("%s, seed %d: bytes differ\n%x\n%x", typ, seed, ours, theirs)
			}
			back, theirBack := reflect.New(typ), reflect.New(typ)
			if err := grpcgen.Unmarshal(theirs, back.Interface()); err != nil {
				t.Fatalf("%s, seed %d: %v", typ, seed, err)
			}
			if err := theirBack.Interface().(generated).Unmarshal(ours); err != nil || !reflect.DeepEqual(back.Interface(), theirBack.Interface()) {
				t.Fatalf("%s, seed %d: read as\n%v\n%v\n%v", typ, seed, back, theirBack, err)
			}
		}
	}
}

// What has structs of both modules as fields is a message like any other.
func TestPodAgainstDynamic(t *testing.T) {
	for seed := range uint64(300) {
		pod := new(Pod)
		random(rand.New(rand.NewPCG(seed, 2)), reflect.ValueOf(pod).Elem(), 6)
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(pod)
		if err != nil {
			t.Fatal(err)
		}
		d := dynamicpb.NewMessage(pod.ProtoReflect().Descriptor())
		if err := proto.Unmarshal(b, d); err != nil {
			t.Fatal(err)
		}
		theirs, err := proto.MarshalOptions{Deterministic: true}.Marshal(d)
		if err != nil || !bytes.Equal(b, theirs) {
			t.Fatalf("seed %d: bytes differ, %v\n%x\n%x", seed, err, b, theirs)
		}
		back := new(Pod)
		if err := proto.Unmarshal(theirs, back); err != nil || !proto.Equal(back, pod) || !proto.Equal(proto.Clone(pod), pod) {
			t.Fatalf("seed %d: round trip: %v", seed, err)
		}
	}
}

func TestService(t *testing.T) {
	r := &Runtime{containers: []*cri.Container{{Id: "a"}, {Id: "b", State: cri.ContainerState_CONTAINER_EXITED}}}
	client := NewRuntimeServiceClient(grpcgen.Local(func(s grpc.ServiceRegistrar) { RegisterRuntimeServiceServer(s, r) }))
	version, err := client.Version(t.Context(), &cri.VersionRequest{Version: "v1"})
	if err != nil || version.Version != "v1" {
		t.Errorf("%v, %v", version, err)
	}
	sandbox, err := client.RunPodSandbox(t.Context(), &cri.RunPodSandboxRequest{Config: &cri.PodSandboxConfig{Metadata: &cri.PodSandboxMetadata{Uid: "u"}}})
	if err != nil || sandbox.PodSandboxId != "u" {
		t.Errorf("%v, %v", sandbox, err)
	}
	exited := &cri.ContainerFilter{State: &cri.ContainerStateValue{State: cri.ContainerState_CONTAINER_EXITED}}
	list, err := client.ListContainers(t.Context(), &cri.ListContainersRequest{Filter: exited})
	if err != nil || len(list.Containers) != 1 || list.Containers[0].Id != "b" {
		t.Errorf("%v, %v", list, err)
	}
	var ids []string
	for event, err := range client.GetContainerEvents(t.Context(), &cri.GetEventsRequest{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, event.ContainerId)
	}
	if strings.Join(ids, "") != "ab" {
		t.Errorf("%v", ids)
	}
	if b, err := grpcgen.Marshal(&corev1.ContainerPort{ContainerPort: 80}); err != nil || len(b) != 2 {
		t.Errorf("%x, %v", b, err)
	}
}
