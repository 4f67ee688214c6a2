package main

import (
	"context"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // the JSON log format
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // metrics of the API clients
	_ "k8s.io/component-base/metrics/prometheus/version"  // the build_info metric
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func runAPIServer() int         { return run(apiserver.NewAPIServerCommand()) }
func runControllerManager() int { return run(controllermanager.NewControllerManagerCommand()) }
func runScheduler() int         { return run(scheduler.NewSchedulerCommand()) }
func runProxy() int             { return run(proxy.NewProxyCommand()) }
func runKubelet() int           { return run(kubelet.NewKubeletCommand(context.Background())) }

func run(command *cobra.Command) int { return cli.Run(command) }

// runKubectl reports errors the way kubectl does, which differs from the
// servers: a failed request prints its reason and no usage.
func runKubectl() int {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
	return 0
}
