using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Auth;

namespace Azure.Data.Tables.Wire;

/// <summary>One account's endpoint and the pipeline to it; shared by all clients of a service client.</summary>
internal sealed class TableConnection
{
    private const string Metadata = "application/json;odata=minimalmetadata";
    private readonly HttpPipeline _pipeline;
    private readonly string _version;
    private readonly string _root;

    private TableConnection(Uri endpoint, string accountName, TableSharedKeyCredential? sharedKey, HttpPipelinePolicy? authentication, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        _version = options.VersionString;
        Endpoint = endpoint;
        AccountName = accountName;
        SharedKey = sharedKey;
        _root = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        RootBytes = Encoding.ASCII.GetBytes(_root);
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options)
        {
            RequestFailedDetailsParser = ErrorParser.Instance,
            PerRetryPolicies = { authentication ?? AnonymousPolicy.Instance },
        });
    }

    public Uri Endpoint { get; }

    public string AccountName { get; }

    public string Version => _version;

    public TableSharedKeyCredential? SharedKey { get; }

    /// <summary>The endpoint with a slash at its end, as the actions of a transaction begin.</summary>
    public byte[] RootBytes { get; }

    public static TableConnection Create(string connectionString, TableClientOptions? options)
    {
        ConnectionString parsed = ConnectionString.Parse(connectionString);
        HttpPipelinePolicy authentication = parsed.SharedKey is not null ? new SharedKeyPolicy(parsed.SharedKey) : SasPolicy.Create(parsed.Endpoint, parsed.Sas!);
        return new(parsed.Endpoint, parsed.AccountName, parsed.SharedKey, authentication, options);
    }

    public static TableConnection Create(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, credential.AccountName, credential, new SharedKeyPolicy(credential), options);
    }

    public static TableConnection Create(Uri endpoint, AzureSasCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, TableUri.AccountName(endpoint), null, SasPolicy.Create(endpoint, credential), options);
    }

    public static TableConnection Create(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var policy = new BearerTokenAuthenticationPolicy(credential, "https://storage.azure.com/.default");
        return new(endpoint, TableUri.AccountName(endpoint), null, policy, options);
    }

    /// <summary>An endpoint whose query is a SAS, or none.</summary>
    public static TableConnection Create(Uri endpoint, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Query.Length > 1
            ? Create(endpoint, new AzureSasCredential(endpoint.Query), options)
            : new(endpoint, TableUri.AccountName(endpoint), null, null, options);
    }

    public HttpMessage CreateMessage(RequestMethod method, string pathAndQuery, ResponseClassifier classifier)
    {
        HttpMessage message = _pipeline.CreateMessage(null, classifier);
        Request request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(_root + pathAndQuery));
        request.Headers.Add("x-ms-version", _version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("Accept", Metadata);
        return message;
    }

    /// <summary>Sends, and throws for a status that is an error for this call.</summary>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response.IsError ? throw new RequestFailedException(message.Response) : message.Response;
    }
}
