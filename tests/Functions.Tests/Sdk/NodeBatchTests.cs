using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>The npm client of OpenAI with files and batches.</summary>
public sealed class NodeBatchTests
{
    // The sandbox answers; nobody is there.
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    [Fact]
    public async Task The_client_works_with_files_and_batches_as_with_OpenAI()
    {
        await using SdkGateway gateway = await SdkGateway.StartAsync(Nobody);

        await NodeChecks.RunAsync("batch-checks.mjs", expected: 5, gateway);
    }
}
