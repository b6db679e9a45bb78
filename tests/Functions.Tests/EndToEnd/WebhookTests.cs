using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Who is told of the end of a job, and by what they know that it is true.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Body = """{"model":"sandbox/e","messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData(Body, "/v1/chat/completions", "job.completed")]
    [InlineData("""{"model":"sandbox/e","messages":[{"role":"user","content":"Hi"}],"sandbox":{"status":400}}""", "/v1/chat/completions", "job.failed")]
    [InlineData("""{"models":["sandbox/e"],"messages":[{"role":"user","content":"Hi"}]}""", "/api/v1/parallel", "job.completed")]
    public async Task The_end_of_a_job_is_told_with_a_signature_over_id_time_and_body(string body, string path, string type)
    {
        await using ScriptedProvider receiver = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Jobs__WebhookSecret", Secret).With("Gateway__Jobs__WebhookLoopback", "on"));

        GatewayAnswer accepted = await gateway.Caller.LaterAsync(body, path, ("x-llm-webhook", $"{receiver.BaseUrl}hooks?a=1"));
        ProviderExchange told = await receiver.NextAsync();
        await told.RespondAsync(204, "");

        ReceivedRequest request = told.Request;
        string id = JobClient.IdOf(accepted);
        Assert.Equal(("POST", "/hooks?a=1", id), (request.Method, request.Path, request.Headers["webhook-id"]));
        byte[] signed = Encoding.UTF8.GetBytes($"{id}.{request.Headers["webhook-timestamp"]}.{request.Text}");
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), signed)), request.Headers["webhook-signature"]);
        Assert.Equal(type, request.Json.GetProperty("type").GetString());
        JsonElement job = await gateway.Caller.EndOfAsync(id);
        JsonElement data = request.Json.GetProperty("data");
        Assert.Equal((id, JobClient.StatusOf(job)), (data.GetProperty("id").GetString(), JobClient.StatusOf(data)));
        Assert.Equal(job.TryGetProperty("result", out JsonElement result), data.TryGetProperty("result", out JsonElement toldResult));
        Assert.True(result.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(result, toldResult));
    }

    [Theory]
    [InlineData("https://evil.example.org/")]
    [InlineData("http://hooks.example.org/")]
    [InlineData("https://user:secret@hooks.example.org/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task A_webhook_to_a_forbidden_host_is_refused_before_anything_is_done(string address)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Jobs__WebhookSecret", Secret).With("Gateway__Jobs__WebhookHosts__0", "hooks.example.org"));

        GatewayAnswer got = await gateway.Caller.LaterAsync(Body, headers: ("x-llm-webhook", address));

        Assert.Equal((400, "x-llm-webhook"), (got.Code, got.Error.GetProperty("param").GetString()));
        Assert.Empty((await gateway.Caller.GetAsync("/api/v1/jobs")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_webhook_where_the_answer_is_waited_for_is_refused()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.SendAsync(Body, "/v1/chat/completions", ("x-llm-webhook", "https://hooks.example.org/"));

        Assert.Equal((400, "x-llm-webhook"), (got.Code, got.Error.GetProperty("param").GetString()));
    }
}
