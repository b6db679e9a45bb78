using System.Text.Json.Nodes;
using LlmFunctions.Providers.Sandbox;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxRequestTests : IDisposable
{
    private readonly SandboxCalls _sandbox = new();

    [Theory]
    [InlineData("""{"latency":1}""", "sandbox.latency")]
    [InlineData("""{"latency_ms":"1"}""", "sandbox.latency_ms")]
    [InlineData("""{"latency_ms":1.5}""", "sandbox.latency_ms")]
    [InlineData("""{"latency_ms":-1}""", "sandbox.latency_ms")]
    [InlineData("""{"first_token_ms":600001}""", "sandbox.first_token_ms")]
    [InlineData("""{"token_interval_ms":[]}""", "sandbox.token_interval_ms")]
    [InlineData("""{"tokens":100001}""", "sandbox.tokens")]
    [InlineData("""{"prompt_tokens":true}""", "sandbox.prompt_tokens")]
    [InlineData("""{"cached_tokens":3}""", "sandbox.cached_tokens")]
    [InlineData("""{"reasoning_tokens":-2}""", "sandbox.reasoning_tokens")]
    [InlineData("""{"status":200}""", "sandbox.status")]
    [InlineData("""{"status":600}""", "sandbox.status")]
    [InlineData("""{"retry_after":1}""", "sandbox.retry_after")]
    [InlineData("""{"error_code":"x"}""", "sandbox.error_code")]
    [InlineData("""{"status":400,"error_code":1}""", "sandbox.error_code")]
    [InlineData("""{"html":"yes"}""", "sandbox.html")]
    [InlineData("""{"cut_after":1,"stall_after":1}""", "sandbox.stall_after")]
    [InlineData("""{"malformed_after":"1"}""", "sandbox.malformed_after")]
    [InlineData("""{"error_after":-1}""", "sandbox.error_after")]
    [InlineData("""{"tool_call":"f"}""", "sandbox.tool_call")]
    [InlineData("""{"tool_call":{"nome":"f"}}""", "sandbox.tool_call.nome")]
    [InlineData("""{"tool_call":{"name":1}}""", "sandbox.tool_call.name")]
    [InlineData("""{"tool_call":[{"arguments":"{}"}]}""", "sandbox.tool_call[0].arguments")]
    [InlineData("5", "sandbox")]
    public async Task A_wrong_sandbox_field_is_refused_by_name(string sandbox, string param)
    {
        JsonObject request = SandboxCalls.Request();
        request["sandbox"] = JsonNode.Parse(sandbox);

        JsonNode error = await _sandbox.RefusalAsync(request.ToJsonString());

        Assert.Equal(param, (string?)error["param"]);
        Assert.StartsWith(param + " ", (string?)error["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", "0")]
    [InlineData("n", "129")]
    [InlineData("max_tokens", "0")]
    [InlineData("max_completion_tokens", "-1")]
    [InlineData("messages", "[]")]
    [InlineData("messages", "[null]")]
    [InlineData("tool_choice", "\"required\"")]
    public async Task Requests_that_a_provider_would_refuse_are_refused(string field, string value)
    {
        JsonObject request = SandboxCalls.Request();
        request[field] = JsonNode.Parse(value);

        Assert.Equal(field, (string?)(await _sandbox.RefusalAsync(request.ToJsonString()))["param"]);
    }

    [Theory]
    [InlineData("""{"tokens":50001}""", 2, "sandbox.tokens")]
    [InlineData("""{"tokens":100000}""", 128, "sandbox.tokens")]
    [InlineData("""{"reasoning_tokens":50000}""", 2, "sandbox.reasoning_tokens")]
    [InlineData("""{"reasoning_tokens":60000,"tokens":60000}""", 1, "sandbox.tokens")]
    public async Task More_tokens_than_one_request_may_ask_for_are_refused(string sandbox, int n, string param)
    {
        JsonObject request = SandboxCalls.Request();
        request["sandbox"] = JsonNode.Parse(sandbox);
        request["n"] = n;

        Assert.Equal(param, (string?)(await _sandbox.RefusalAsync(request.ToJsonString()))["param"]);
    }

    [Fact]
    public async Task A_long_word_cannot_be_repeated_without_end()
    {
        JsonObject request = SandboxCalls.Request(new string('x', 1_000_000), new JsonObject { ["tokens"] = 1000 });

        Assert.Equal("sandbox.tokens", (string?)(await _sandbox.RefusalAsync(request.ToJsonString()))["param"]);
    }

    [Fact]
    public async Task An_echo_cannot_be_multiplied_without_end()
    {
        JsonObject request = SandboxCalls.Request(string.Concat(Enumerable.Repeat("a ", 1000)));
        request["n"] = 128;

        Assert.Equal("n", (string?)(await _sandbox.RefusalAsync(request.ToJsonString()))["param"]);
    }

    [Fact]
    public async Task As_many_tokens_as_one_request_may_ask_for_are_served()
    {
        JsonObject request = SandboxCalls.Request(sandbox: new JsonObject { ["tokens"] = 100_000 });
        request["n"] = 2;
        request["max_tokens"] = 50_000;

        Assert.Equal(100_000, (int?)(await _sandbox.AnswerAsync(request))["usage"]!["completion_tokens"]);
    }

    [Fact]
    public async Task A_field_of_another_type_is_refused_by_name() =>
        Assert.Equal("temperature", (string?)(await _sandbox.RefusalAsync("""{"messages":[{"role":"user","content":"x"}],"temperature":"hot"}"""))["param"]);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_is_not_a_json_object_is_refused(string body) =>
        Assert.Equal("invalid_request_error", (string?)(await _sandbox.RefusalAsync(body))["type"]);

    [Fact]
    public async Task A_null_sandbox_is_none()
    {
        JsonObject request = SandboxCalls.Request();
        request["sandbox"] = null;

        Assert.NotNull((await _sandbox.AnswerAsync(request))["choices"]);
    }

    [Fact]
    public async Task There_is_nothing_but_chat_completions()
    {
        using HttpMessageInvoker invoker = new(new SandboxHandler(_sandbox.Clock));
        using HttpRequestMessage request = new(HttpMethod.Get, "http://sandbox.invalid/v1/models");
        using HttpResponseMessage response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public void Every_field_has_a_row_in_the_documentation()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LlmFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no solution above the tests");
        }

        string page = File.ReadAllText(Path.Combine(folder, "docs", "sandbox.md"));
        Assert.All(SandboxOptionsReader.Fields, field => Assert.Contains($"\n| `{field}` |", page, StringComparison.Ordinal));
    }

    public void Dispose() => _sandbox.Dispose();
}
