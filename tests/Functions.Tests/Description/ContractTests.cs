using System.Text;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>What the end-to-end tests are checked by does find what is wrong.</summary>
public sealed class ContractTests
{
    private static readonly Exchange Health = new(
        "GET", "/api/v1/status/health", new Dictionary<string, string>(), new Dictionary<string, string>(), [],
        200, new Dictionary<string, string> { ["x-request-id"] = "r-1", ["Content-Type"] = "application/json; charset=utf-8" }, Bytes("""{"status":"healthy","providers":1}"""), IsCut: false);

    private static readonly Exchange Chat = new(
        "POST", "/v1/chat/completions", new Dictionary<string, string>(), new Dictionary<string, string>(), Bytes("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}"""),
        200, new Dictionary<string, string> { ["x-request-id"] = "r-1", ["Content-Type"] = "application/json" }, Bytes("""{"id":"1","choices":[]}"""), IsCut: false);

    [Fact]
    public void What_is_as_described_is_right()
    {
        Assert.Empty(Violations(Health));
        Assert.Empty(Violations(Chat));
        Assert.Empty(Violations(Chat with { Path = "/v1/nothing", Status = 404, Body = [] }));
    }

    [Fact]
    public void An_answer_from_where_there_is_nothing_is_found() =>
        Assert.Equal("GET /api/v1/secret is answered with 200, and the document does not have it", Assert.Single(Violations(Health with { Path = "/api/v1/secret" })));

    [Fact]
    public void A_method_that_is_not_described_is_found() => Assert.Single(Violations(Health with { Method = "PUT" }));

    [Fact]
    public void A_status_that_is_not_described_is_found() =>
        Assert.Equal("GET /api/v1/status/health: status 418 is not documented", Assert.Single(Violations(Health with { Status = 418 })));

    [Fact]
    public void A_header_that_is_not_described_is_found() =>
        Assert.Equal("GET /api/v1/status/health, 200: the header x-secret is not documented", Assert.Single(Violations(Health with { Headers = With(Health, "x-secret", "1") })));

    [Fact]
    public void A_header_that_says_something_else_than_it_should_is_found() =>
        Assert.Contains("the header x-llm-attempts is 'many'", Assert.Single(Violations(Chat with { Headers = With(Chat, "x-llm-attempts", "many") })), StringComparison.Ordinal);

    [Fact]
    public void A_header_that_must_be_there_and_is_not_is_found() =>
        Assert.EndsWith("the header x-request-id is missing", Assert.Single(Violations(Health with { Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" } })), StringComparison.Ordinal);

    [Fact]
    public void A_body_that_is_not_what_its_schema_says_is_found()
    {
        Assert.Contains("/providers:", Assert.Single(Violations(Health with { Body = Bytes("""{"status":"healthy","providers":"one"}""") })), StringComparison.Ordinal);
        Assert.Contains("it is no JSON", Assert.Single(Violations(Health with { Body = Bytes("<html>") })), StringComparison.Ordinal);
        Assert.Contains("'text/html' is not documented", Assert.Single(Violations(Health with { Headers = With(Health, "Content-Type", "text/html") })), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_is_not_what_its_schema_says_is_found()
    {
        Exchange stream = Chat with { Headers = With(Chat, "Content-Type", "text/event-stream"), Body = Bytes("data: {\"id\":\"1\",\"choices\":[]}\n\n: ping\n\ndata: [DONE]\n\n") };
        Assert.Empty(Violations(stream));
        Assert.NotEmpty(Violations(stream with { Body = Bytes("data: {\"id\":1,\"choices\":7}\n\n") }));
    }

    [Fact]
    public void A_request_that_succeeds_and_is_not_what_its_schema_says_is_found()
    {
        Exchange odd = Chat with { RequestBody = Bytes("""{"model":"m","messages":"Hi"}""") };
        Assert.Contains("the request: /messages", Violations(odd)[0], StringComparison.Ordinal);
        Assert.Empty(Violations(odd with { Status = 400, Body = Bytes("""{"error":{"message":"m","type":"t","code":"c","param":null}}""") }));
        Assert.Contains("'verbose'", Assert.Single(Violations(Health with { Query = new Dictionary<string, string> { ["verbose"] = "1" } })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_of_who_left_need_not_be_whole() => Assert.Empty(Violations(Chat with { Body = Bytes("""{"id":"1","""), IsCut = true }));

    /// <summary>The whole way: the app in front of which the watch stands, and the end of a test.</summary>
    [Fact]
    public async Task A_test_whose_app_answers_as_is_not_described_fails()
    {
        GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/api/v1/status/ready?verbose=1", TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);

        ContractException exception = await Assert.ThrowsAsync<ContractException>(() => gateway.DisposeAsync().AsTask());

        Assert.Contains("GET /api/v1/status/ready, 200: the query parameter 'verbose'", exception.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Violations(Exchange exchange) => Contract.Violations(ApiDocument.Current, exchange);

    private static Dictionary<string, string> With(Exchange exchange, string name, string value) => new(exchange.Headers, StringComparer.OrdinalIgnoreCase) { [name] = value };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
