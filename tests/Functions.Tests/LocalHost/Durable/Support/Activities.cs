using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

internal sealed class Activities(Probe probe)
{
    [Function("Double")]
    public async Task<int> DoubleAsync([ActivityTrigger] int number, FunctionContext context)
    {
        probe.Enter();
        await Task.Yield();
        probe.Calls.Enqueue($"{context.FunctionDefinition.Name} {number}");
        probe.Leave();
        return number * 2;
    }

    [Function("Flaky")]
    public string Flaky([ActivityTrigger] int failures)
    {
        probe.Calls.Enqueue("Flaky");
        return probe.Calls.Count > failures ? $"attempt {probe.Calls.Count}" : throw new TimeoutException("not yet");
    }

    [Function("Gated")]
    public async Task<string> GatedAsync([ActivityTrigger] Order order, CancellationToken cancellationToken)
    {
        await probe.PassAsync(cancellationToken);
        probe.Calls.Enqueue(order.Name);
        return order.Name;
    }

    [Function("Echo")]
    public static string Echo([ActivityTrigger] string text) => text;
}
