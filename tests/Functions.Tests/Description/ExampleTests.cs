using LlmFunctions.Functions.Tests.Description.Preparations;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>
/// Every operation is called as its examples show, with the sandbox as the provider, and answers as the document says: what the
/// app's end checks for all tests is checked here, too.
/// </summary>
public sealed class ExampleTests
{
    // What must be there before, by the id of the operation.
    internal static Dictionary<string, Prepare> Preparations { get; } = new(
    [
        .. KeptResponses.All,
        .. Keys.All,
        .. Configured.All,
        .. Silences.All,
        .. JobsAndBatches.All,
        .. Rated.All,
    ]);

    public static TheoryData<string> Operations => [.. ApiDocument.Current.Operations.Select(static operation => operation.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_examples_of_an_operation_work(string id)
    {
        ApiOperation operation = ApiDocument.Current.Operations.Single(operation => operation.Id == id);
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await GatewayApp.StartAsync(ExampleOllama.Name, ollama);
        ExampleCaller caller = new(gateway);
        Prepared prepared = Preparations.TryGetValue(id, out Prepare? prepare) ? await prepare(caller) : new Prepared();
        (string Name, string Value)[] headers = [.. ExampleRequest.RequiredHeaders(operation)];

        int sent = 0;
        foreach (HttpContent? content in ExampleRequest.Contents(operation, prepared))
        {
            GatewayAnswer answer = await caller.SendAsync(new HttpMethod(operation.Method), ExampleRequest.PathOf(operation, prepared) + prepared.Query, content, headers);
            Assert.True(answer.Code < 300 && !answer.Broken && ApiDocument.Current.Response(operation, answer.Code) is not null, $"{operation}, example {++sent}, is answered with {answer.Code}: {answer.Text}");
        }
    }
}
