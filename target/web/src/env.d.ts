declare module 'virtual:auth-worker-url' {
  /** Address of the Auth0 SDK's token worker among our own files. */
  const url: string;
  export default url;
}
