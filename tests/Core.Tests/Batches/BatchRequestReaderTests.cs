using System.Text;
using LlmFunctions.Batches;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchRequestReaderTests
{
    [Theory]
    [InlineData("/v1/chat/completions", BatchEndpoint.ChatCompletions)]
    [InlineData("/v1/messages", BatchEndpoint.Messages)]
    [InlineData("/v1/embeddings", BatchEndpoint.Embeddings)]
    public void A_request_names_a_file_and_an_endpoint(string path, BatchEndpoint endpoint)
    {
        BatchRequest request = Read($$$"""{"input_file_id":"file-1","endpoint":"{{{path}}}","completion_window":"24h","metadata":{"a":"b"},"output_expires_after":{"anchor":"created_at","seconds":3600}}""");

        Assert.Equal(("file-1", endpoint, TimeSpan.FromHours(1)), (request.InputFileId, request.Endpoint, request.OutputRetention));
        Assert.Equal("b", request.Metadata!["a"]);
        Assert.Equal(path, BatchEndpoints.PathOf(endpoint));
    }

    [Theory]
    [InlineData("", "input_file_id")]
    [InlineData(""" "input_file_id":"f" """, "endpoint")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/responses","completion_window":"24h" """, "endpoint")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings" """, "completion_window")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"1h" """, "completion_window")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h","metadata":{"a":1} """, "metadata.a")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h","output_expires_after":{"anchor":"now","seconds":3600} """, "output_expires_after.anchor")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h","output_expires_after":{"anchor":"created_at","seconds":1} """, "output_expires_after.seconds")]
    [InlineData(""" "input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h","priority":1 """, "priority")]
    public void What_is_wrong_is_named(string fields, string param)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => Read($"{{{fields}}}"));

        Assert.Equal((ErrorKind.InvalidRequest, param), (exception.Error.Kind, exception.Error.Param));
    }

    [Fact]
    public void Metadata_has_at_most_16_pairs_of_limited_length()
    {
        string Pairs(int count) => string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"k{i}\":\"v\""));
        string Body(string metadata) => $$$"""{"input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h","metadata":{{{{metadata}}}}}""";

        Assert.Equal(16, Read(Body(Pairs(16))).Metadata!.Count);
        Assert.Throws<GatewayException>(() => Read(Body(Pairs(17))));
        Assert.Throws<GatewayException>(() => Read(Body($"\"{new string('k', 65)}\":\"v\"")));
        Assert.Throws<GatewayException>(() => Read(Body($"\"k\":\"{new string('v', 513)}\"")));
    }

    private static BatchRequest Read(string body) => BatchRequestReader.Read(Encoding.UTF8.GetBytes(body));
}
