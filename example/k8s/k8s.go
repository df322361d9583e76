// Package k8s serves the structs of two modules that know nothing of grpcgen: the container runtime interface, whose
// structs another generator wrote from a .proto, and the plain part of the Kubernetes API.
package k8s

import (
	"context"
	"iter"

	corev1 "k8s.io/api/core/v1"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

//go:generate go tool grpcgen build

// Runtime has a few methods of the container runtime interface.
//
//grpc:service name=RuntimeService
type Runtime struct{ containers []*cri.Container }

// Version returns the version that was asked for.
//
//grpc:action
func (r *Runtime) Version(ctx context.Context, in *cri.VersionRequest) (*cri.VersionResponse, error) {
	return &cri.VersionResponse{Version: in.Version, RuntimeName: "example"}, nil
}

// RunPodSandbox returns the uid of the pod as the id of its sandbox.
//
//grpc:action
func (r *Runtime) RunPodSandbox(ctx context.Context, in *cri.RunPodSandboxRequest) (*cri.RunPodSandboxResponse, error) {
	return &cri.RunPodSandboxResponse{PodSandboxId: in.GetConfig().GetMetadata().GetUid()}, nil
}

// ListContainers returns the containers in a state.
//
//grpc:action
func (r *Runtime) ListContainers(ctx context.Context, in *cri.ListContainersRequest) (*cri.ListContainersResponse, error) {
	out := new(cri.ListContainersResponse)
	for _, c := range r.containers {
		if state := in.GetFilter().GetState(); state == nil || state.State == c.State {
			out.Containers = append(out.Containers, c)
		}
	}
	return out, nil
}

// GetContainerEvents tells of every container.
//
//grpc:action
func (r *Runtime) GetContainerEvents(ctx context.Context, in *cri.GetEventsRequest) iter.Seq2[*cri.ContainerEventResponse, error] {
	return func(yield func(*cri.ContainerEventResponse, error) bool) {
		for _, c := range r.containers {
			if !yield(&cri.ContainerEventResponse{ContainerId: c.Id, ContainerEventType: cri.ContainerEventType_CONTAINER_STARTED_EVENT}, nil) {
				return
			}
		}
	}
}

// Pod has structs of both modules as fields.
//
//grpc:message
type Pod struct {
	Config      cri.PodSandboxConfig
	Statuses    map[string]*cri.ContainerStatus
	Ports       []corev1.ContainerPort
	Tolerations []corev1.Toleration
	Owner       *corev1.ObjectReference
	Affinity    *corev1.NodeSelector
	DNS         corev1.PodDNSConfig
}
