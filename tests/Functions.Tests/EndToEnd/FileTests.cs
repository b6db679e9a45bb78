using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Files: taken in piece by piece, seen by their app only, and gone when they are deleted.</summary>
public sealed class FileTests
{
    private const string Path = "/v1/files";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_comes_back_as_it_was_uploaded_in_whichever_order_its_fields_come(bool purposeLast)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);
        string content = string.Join('\n', Enumerable.Range(0, 20_000).Select(static i => BatchCaller.Line($"ä-{i}")));

        GatewayAnswer uploaded = await caller.UploadAsync(content, name: "my input.jsonl", purposeLast: purposeLast);

        Assert.True(uploaded.Code == 200, uploaded.Text);
        string id = uploaded.Json.GetProperty("id").GetString()!;
        Assert.Equal(
            ("file", Encoding.UTF8.GetByteCount(content), "my input.jsonl", "batch", "processed"),
            (Text(uploaded, "object"), uploaded.Json.GetProperty("bytes").GetInt32(), Text(uploaded, "filename"), Text(uploaded, "purpose"), Text(uploaded, "status")));
        Assert.Equal(30 * 24 * 3600, uploaded.Json.GetProperty("expires_at").GetInt64() - uploaded.Json.GetProperty("created_at").GetInt64());
        Assert.Equal(uploaded.Text, (await gateway.Caller.GetAsync($"{Path}/{id}")).Text);
        GatewayAnswer read = await gateway.Caller.GetAsync($"{Path}/{id}/content");
        Assert.Equal((content, "application/octet-stream"), (read.Text, read.Headers["content-type"]));
    }

    [Fact]
    public async Task A_file_is_listed_read_and_deleted_by_its_own_app_only()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller other = await gateway.CreateCallerAsync();
        BatchCaller caller = new(gateway.Caller);
        string first = await caller.UploadedAsync("a");
        string second = await caller.UploadedAsync("b");

        Assert.Equal([second, first], Ids(await gateway.Caller.GetAsync(Path)));
        Assert.Equal([first, second], Ids(await gateway.Caller.GetAsync($"{Path}?order=asc&purpose=batch")));
        GatewayAnswer page = await gateway.Caller.GetAsync($"{Path}?limit=1");
        Assert.Equal((true, second), (page.Json.GetProperty("has_more").GetBoolean(), Text(page, "last_id")));
        Assert.Equal([first], Ids(await gateway.Caller.GetAsync($"{Path}?limit=1&after={second}")));
        Assert.Empty(Ids(await gateway.Caller.GetAsync($"{Path}?purpose=batch_output")));
        Assert.Empty(Ids(await other.GetAsync(Path)));
        foreach (string path in (string[])[$"{Path}/{first}", $"{Path}/{first}/content", $"{Path}/no-such-file"])
        {
            Assert.Equal(404, (await other.GetAsync(path)).Code);
        }

        Assert.Equal(404, (await new BatchCaller(other).SendAsync(HttpMethod.Delete, $"{Path}/{first}")).Code);
        GatewayAnswer deleted = await caller.SendAsync(HttpMethod.Delete, $"{Path}/{first}");
        Assert.Equal($$"""{"id":"{{first}}","object":"file","deleted":true}""", deleted.Text);
        Assert.Equal(404, (await gateway.Caller.GetAsync($"{Path}/{first}/content")).Code);
        Assert.Equal(404, (await caller.SendAsync(HttpMethod.Delete, $"{Path}/{first}")).Code);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_and_names_the_field()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Files__MaxBytes", "2000000"));
        BatchCaller caller = new(gateway.Caller);

        AssertRefused(await caller.UploadAsync("x", purpose: "fine-tune"), 400, "purpose");
        AssertRefused(await caller.UploadAsync("x", purpose: "assistants", purposeLast: true), 400, "purpose");
        AssertRefused(await caller.UploadAsync("x", fields: ("expires_after[seconds]", "12")), 400, "expires_after[seconds]");
        AssertRefused(await caller.UploadAsync("x", fields: ("expires_after[anchor]", "now")), 400, "expires_after[anchor]");
        AssertRefused(await caller.UploadAsync("x", fields: ("note", new string('n', 5000))), 400, "note");
        AssertRefused(await caller.SendAsync(HttpMethod.Post, Path, "{}"), 400, null);
        AssertRefused(await caller.UploadAsync(new string('x', 2_000_001)), 413, "file");
        AssertRefused(await caller.UploadAsync(new string('x', 3_000_000)), 413, "file");
        using MultipartFormDataContent empty = new() { { new StringContent("batch"), "purpose" } };
        using HttpResponseMessage response = await gateway.Caller.Client.PostAsync(Path, empty, Cancel);
        AssertRefused(await GatewayAnswer.ReadAsync(response), 400, "file");
        Assert.Empty(Ids(await gateway.Caller.GetAsync(Path)));
        foreach (string query in (string[])["limit=0", "limit=10001", "order=up", "after=x"])
        {
            AssertRefused(await gateway.Caller.GetAsync($"{Path}?{query}"), 400, query.Split('=')[0]);
        }
    }

    [Fact]
    public async Task A_form_without_its_end_is_refused()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using ByteArrayContent form = new("--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nhalf"u8.ToArray());
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        using HttpResponseMessage response = await gateway.Caller.Client.PostAsync(Path, form, Cancel);

        AssertRefused(await GatewayAnswer.ReadAsync(response), 400, null);
        Assert.Empty(Ids(await gateway.Caller.GetAsync(Path)));
    }

    [Fact]
    public async Task An_app_says_how_long_its_file_is_kept()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        JsonElement file = (await new BatchCaller(gateway.Caller).UploadAsync("x", fields: [("expires_after[anchor]", "created_at"), ("expires_after[seconds]", "3600")])).Json;

        Assert.Equal(3600, file.GetProperty("expires_at").GetInt64() - file.GetProperty("created_at").GetInt64());
    }

    private static string? Text(GatewayAnswer answer, string name) => answer.Json.GetProperty(name).GetString();

    private static IEnumerable<string?> Ids(GatewayAnswer list)
    {
        Assert.True(list.Code == 200, list.Text);
        return list.Json.GetProperty("data").EnumerateArray().Select(static file => file.GetProperty("id").GetString());
    }

    private static void AssertRefused(GatewayAnswer answer, int status, string? param)
    {
        Assert.True(answer.Code == status, answer.Text);
        Assert.Equal(param, answer.Error.GetProperty("param").GetString());
    }
}
