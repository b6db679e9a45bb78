using Azure.Core.Pipeline;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.ModelManagement;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class RequiredModelTableTests : IAsyncLifetime
{
    private readonly string _provider = $"den-{Guid.NewGuid():N}";
    private RequiredModelTable _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = new RequiredModelTable(new TableServiceClient(await Azurite.ConnectionStringAsync()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("llama3:8b")]
    [InlineData("hf.co/user/größe#1?\\x:Q4_K_M")]
    public async Task What_is_known_of_a_model_is_found_as_it_was_saved_whatever_its_name(string name)
    {
        RequiredModel model = Model(name) with { State = RequiredModelState.Pulling, Completed = 5_000_000_000, Total = 9_000_000_000, Message = "pulling 6a07" };
        await _store.SaveAsync(model, Cancellation);

        Assert.Equal([model], await _store.ListAsync(_provider, Cancellation));
    }

    [Fact]
    public async Task What_is_saved_later_replaces_all_of_what_was_known()
    {
        await _store.SaveAsync(Model("m") with { State = RequiredModelState.Failed, Completed = 1, Message = "disk full" }, Cancellation);
        RequiredModel present = Model("m") with { State = RequiredModelState.Present };
        await _store.SaveAsync(present, Cancellation);

        Assert.Equal([present], await _store.ListAsync(_provider, Cancellation));
    }

    [Fact]
    public async Task Providers_have_lists_of_their_own()
    {
        await _store.SaveAsync(Model("m"), Cancellation);

        Assert.Empty(await _store.ListAsync(_provider + "-2", Cancellation));
    }

    [Fact]
    public async Task A_storage_that_is_not_there_is_said_to_be_so()
    {
        TableClientOptions options = new() { Transport = new HttpClientTransport(new HttpClient(new DeadHandler())), Retry = { MaxRetries = 0 } };
        RequiredModelTable store = new(new TableServiceClient(await Azurite.ConnectionStringAsync(), options));

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => store.ListAsync(_provider, Cancellation));
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
    }

    private RequiredModel Model(string name) => new()
    {
        Provider = _provider,
        Model = name,
        State = RequiredModelState.Missing,
        UpdatedAt = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
    };

    private sealed class DeadHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"));
    }
}
