using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>Calls operations as their examples show: with the admin key, which is good for all of them, unless another one is given.</summary>
internal sealed class ExampleCaller(GatewayApp gateway, string? key = null)
{
    /// <summary>The same with the admin key, for what must be there before and needs more rights.</summary>
    public ExampleCaller Admin => new(gateway);

    /// <summary>The examples of an operation's body, with their content type; one without a body where it takes none.</summary>
    public static IReadOnlyList<(string Type, JsonElement Body)> Bodies(ApiOperation operation)
    {
        if (!operation.Json.TryGetProperty("requestBody", out JsonElement body))
        {
            return [("", default)];
        }

        JsonProperty media = body.GetProperty("content").EnumerateObject().First();
        return media.Value.TryGetProperty("examples", out JsonElement examples) ? [.. examples.EnumerateObject().Select(example => (media.Name, example.Value.GetProperty("value")))] : [];
    }

    /// <summary>The first example of an operation.</summary>
    public static JsonElement Body(string operation) => Bodies(ApiDocument.Current.Operations.Single(each => each.Id == operation))[0].Body;

    public async Task<GatewayAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? gateway.AdminKey);
        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }

    /// <summary>Posts a JSON document, and returns the one that it gets.</summary>
    public async Task<JsonElement> PostAsync(string path, string json, params IReadOnlyList<(string Name, string Value)> headers)
    {
        GatewayAnswer answer = await SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);
        Assert.True(answer.Code < 300, $"POST {path} is answered with {answer.Code}: {answer.Text}");
        return answer.Json;
    }

    /// <summary>An example as the body of a request. A form is an object whose field <c>file</c> is the file.</summary>
    public static HttpContent ToContent(string type, JsonElement body, IReadOnlyDictionary<string, string>? replaced = null)
    {
        if (type == "multipart/form-data")
        {
            MultipartFormDataContent form = [];
            foreach (JsonProperty field in body.EnumerateObject())
            {
                if (field.Name == "file")
                {
                    form.Add(new StringContent(field.Value.GetString()!), field.Name, "example.jsonl");
                }
                else
                {
                    form.Add(new StringContent(field.Value.ToString()), field.Name);
                }
            }

            return form;
        }

        string text = body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
        foreach ((string word, string value) in replaced ?? new Dictionary<string, string>())
        {
            text = text.Replace(word, value, StringComparison.Ordinal);
        }

        return new StringContent(text, Encoding.UTF8, type);
    }
}
